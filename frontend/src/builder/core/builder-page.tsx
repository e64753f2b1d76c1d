/** A whole builder page around one document: loading, history keys, saving, problems, publish. */
import { useNavigate } from "@tanstack/react-router";
import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Fault } from "@/api/problem";
import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

import { BuilderFrame } from "./builder-frame";
import { ConflictDialog } from "./conflict-dialog";
import { type DocumentAddress, planPublish, planRevert, publish, revert } from "./documents-api";
import { commandOf, isTyping, type Command } from "./keymap";
import { pickText, type LocalizedText } from "./localized";
import type { ElementLink } from "./problem-list";
import { Toolbar } from "./toolbar";
import { BuilderContext, useBuilderDocument } from "./use-builder";
import { useDraft, type Draft } from "./use-draft";

// Dialogs come when they are opened; the canvas does not wait for them.
const ProblemDrawer = lazy(() => import("./problem-drawer").then((module) => ({ default: module.ProblemDrawer })));
const PublishDialog = lazy(() => import("./publish-dialog").then((module) => ({ default: module.PublishDialog })));
const ShortcutSheet = lazy(() => import("./shortcut-sheet").then((module) => ({ default: module.ShortcutSheet })));
const VersionsDrawer = lazy(() => import("./versions-drawer").then((module) => ({ default: module.VersionsDrawer })));

export interface BuilderParts<D extends object> {
  left: ReactNode;
  canvas: ReactNode;
  right: ReactNode;
  /** Buttons in the toolbar before undo. */
  extra?: ReactNode;
  bare?: boolean;
  /** Faults found in the browser, shown before those of the server. */
  problems?: readonly Fault[];
  /** The element that a pointer into the document lies in. */
  linkOf: (document: D, pointer: string) => ElementLink | null;
  /** Run a command of the keymap; undo, redo, save and the sheet are done here. */
  onCommand?: (command: Command) => void;
  /** Show an element: select it and scroll it into view. */
  onOpenElement: (id: string) => void;
}

const CurrentDraft = createContext<Draft<object> | null>(null);

interface PageProps<D extends object> {
  address: DocumentAddress;
  normalise: (body: D, key: string) => D;
  children: ReactNode;
}

/** Load the draft and provide its store; children render `BuilderShell`. */
export function BuilderPage<D extends object & { label?: LocalizedText }>({ address, normalise, children }: PageProps<D>) {
  const { draft, loading } = useDraft<D>(address, normalise);
  if (loading.error && draft === null) return <FaultState error={loading.error} onRetry={loading.retry} />;
  if (draft === null) return <Loading />;
  const shared = draft as unknown as Draft<object>;
  return (
    <BuilderContext.Provider value={shared.store}>
      <CurrentDraft.Provider value={shared}>{children}</CurrentDraft.Provider>
    </BuilderContext.Provider>
  );
}

export function useCurrentDraft(): Draft<object> {
  const draft = useContext(CurrentDraft);
  if (draft === null) throw new Error("A builder component is used outside of a builder page.");
  return draft;
}

type Panel = "publish" | "versions" | "shortcuts" | "problems" | null;

/** Toolbar, panes and dialogs of the builder on the current draft. */
export function BuilderShell<D extends object & { label?: LocalizedText }>(parts: BuilderParts<D>) {
  const draft = useCurrentDraft();
  const { t, i18n } = useTranslation("builder");
  const document = useBuilderDocument<D>();
  const navigate = useNavigate();
  const [panel, setPanel] = useState<Panel>(null);
  const [reverted, setReverted] = useState<number | undefined>();
  const { store, flush } = draft;
  const { onCommand, linkOf, onOpenElement } = parts;
  const title = pickText(document.label, i18n.language) || draft.address.key;

  useEffect(() => {
    window.document.title = `${title} · Triloom`;
  }, [title]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || window.document.querySelector(".ant-modal-wrap:not([style*='display: none'])")) return;
      const command = commandOf(event, isTyping(event.target));
      if (command === null) return;
      if (command !== "deselect") event.preventDefault();
      if (command === "undo") store.undo();
      else if (command === "redo") store.redo();
      else if (command === "save") void flush();
      else if (command === "shortcuts") setPanel("shortcuts");
      else if (command === "deselect") store.select(null);
      else onCommand?.(command);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [store, flush, onCommand]);

  const problems = useMemo(() => {
    const own = parts.problems ?? [];
    const known = new Set(own.map((problem) => `${problem.pointer} ${problem.code}`));
    return [...own, ...draft.problems.filter((problem) => !known.has(`${problem.pointer} ${problem.code}`))];
  }, [parts.problems, draft.problems]);
  const link = useCallback((pointer: string) => linkOf(document, pointer), [linkOf, document]);
  const close = useCallback(() => {
    setPanel(null);
    setReverted(undefined);
  }, []);
  const { address } = draft;
  const plan = useCallback(async () => {
    const state = await flush();
    if (state.kind === "conflict") return null;
    return reverted === undefined ? planPublish(address) : planRevert(address, reverted);
  }, [flush, address, reverted]);
  const open = (id: string) => {
    close();
    onOpenElement(id);
  };

  return (
    <>
      <BuilderFrame
        bare={parts.bare}
        left={parts.left}
        canvas={parts.canvas}
        right={parts.right}
        toolbar={
          <Toolbar
            title={title}
            backTo={`/studio/${draft.address.app}`}
            onBack={() => void navigate({ to: "/studio/$app", params: { app: draft.address.app } })}
            draft={draft}
            extra={parts.extra}
            problemCount={problems.length}
            onProblems={() => setPanel("problems")}
            onVersions={() => setPanel("versions")}
            onShortcuts={() => setPanel("shortcuts")}
            onPublish={() => setPanel("publish")}
          />
        }
      />
      <ConflictDialog open={draft.state.kind === "conflict"} onTheirs={() => void draft.takeTheirs()} onMine={() => void draft.keepMine()} />
      <Suspense fallback={null}>
        {panel === "shortcuts" && <ShortcutSheet open onClose={close} />}
        {panel === "problems" && <ProblemDrawer problems={problems} linkOf={link} onOpen={open} onClose={close} />}
        {panel === "versions" && (
          <VersionsDrawer
            draft={draft}
            normalise={draft.normalise as (body: object, key: string) => object}
            onClose={close}
            onRevert={(version) => {
              setReverted(version);
              setPanel("publish");
            }}
          />
        )}
        {panel === "publish" && (
          <PublishDialog
            title={reverted === undefined ? t("publish.title") : t("publish.revertTitle", { version: reverted })}
            app={draft.address.app}
            own={draft.address}
            plan={plan}
            publish={(consent) => (reverted === undefined ? publish(draft.address, consent) : revert(draft.address, reverted, consent))}
            onClose={close}
            onPublished={() => {
              close();
              void draft.reload();
            }}
            linkOf={link}
            onOpenElement={open}
          />
        )}
      </Suspense>
    </>
  );
}
