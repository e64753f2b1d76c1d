/** Loads a draft, opens its document store, and keeps both in step with the server. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import type { Fault } from "@/api/problem";

import { createDocumentStore, type DocumentStore } from "./document-store";
import { loadDraft, saveDraft, type DocumentAddress } from "./documents-api";
import { DraftSync, type SyncState } from "./draft-sync";

export interface Draft<D extends object> {
  store: DocumentStore<D>;
  address: DocumentAddress;
  normalise: (body: D, key: string) => D;
  state: SyncState;
  problems: Fault[];
  published: number | null;
  flush: () => Promise<SyncState>;
  /** Take the version of the other editor and drop what is not saved here. */
  takeTheirs: () => Promise<void>;
  /** Overwrite the version of the other editor with this one. */
  keepMine: () => Promise<void>;
  /** Load again after a publish or a revert. */
  reload: () => Promise<void>;
}

interface Loading {
  error: unknown;
  retry: () => void;
}

export function useDraft<D extends object>(
  address: DocumentAddress,
  normalise: (body: D, key: string) => D,
): { draft: Draft<D> | null; loading: Loading } {
  const { app, kind, key } = address;
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["draft", app, kind, key],
    queryFn: ({ signal }) => loadDraft<D>({ app, kind, key }, signal),
    gcTime: 0,
    staleTime: Infinity,
  });
  const [state, setState] = useState<SyncState>({ kind: "clean" });
  const [problems, setProblems] = useState<Fault[]>([]);
  const [published, setPublished] = useState<number | null>(null);
  const loaded = query.data;
  const first = useRef(loaded);
  first.current ??= loaded;
  const isLoaded = loaded !== undefined;
  /** True while the document is replaced by what the server has, which is not an edit. */
  const skipped = useRef(false);

  const session = useMemo(() => {
    const start = first.current;
    if (!isLoaded || start === undefined) return null;
    const store = createDocumentStore<D>(normalise(start.body, key));
    const sync = new DraftSync<D>({
      etag: start.etag,
      onState: setState,
      save: async (document, etag) => {
        const answer = await saveDraft({ app, kind, key }, document, etag);
        if (answer.kind !== "conflict") setProblems(answer.problems);
        return answer;
      },
    });
    return { store, sync };
  }, [app, kind, key, isLoaded, normalise]);

  useEffect(() => {
    if (loaded) {
      setProblems(loaded.problems);
      setPublished(loaded.published);
    }
  }, [loaded]);

  useEffect(() => {
    if (session === null) return undefined;
    const { store, sync } = session;
    let known = store.document();
    const stop = store.store.subscribe((current) => {
      if (current.document === known) return;
      known = current.document;
      if (!skipped.current) sync.edit(known);
    });
    const guard = (event: BeforeUnloadEvent) => {
      if (sync.isUnsaved) event.preventDefault();
    };
    window.addEventListener("beforeunload", guard);
    return () => {
      stop();
      window.removeEventListener("beforeunload", guard);
      if (sync.isUnsaved) void sync.flush();
      void client.invalidateQueries({ queryKey: ["documents", app] });
    };
  }, [session, client, app]);

  const reload = useCallback(async () => {
    if (session === null) return;
    const fresh = await loadDraft<D>({ app, kind, key });
    skipped.current = true;
    session.store.reset(normalise(fresh.body, key));
    skipped.current = false;
    session.sync.adopt(fresh.etag);
    setProblems(fresh.problems);
    setPublished(fresh.published);
  }, [session, app, kind, key, normalise]);

  const keepMine = useCallback(async () => {
    if (session === null) return;
    const theirs = await loadDraft<D>({ app, kind, key });
    session.sync.resolve(theirs.etag);
    await session.sync.flush();
  }, [session, app, kind, key]);

  const draft = useMemo(
    () =>
      session === null
        ? null
        : {
            store: session.store,
            address: { app, kind, key },
            normalise,
            state,
            problems,
            published,
            flush: () => session.sync.flush(),
            takeTheirs: reload,
            keepMine,
            reload,
          },
    [session, app, kind, key, normalise, state, problems, published, reload, keepMine],
  );
  return { draft, loading: { error: query.error, retry: () => void query.refetch() } };
}
