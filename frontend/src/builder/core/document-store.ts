/**
 * The document under edit and its history.
 *
 * The history (zundo) holds the document only: selection never enters it. One gesture is one
 * `change` call and so one step; consecutive changes of the same `group` (typing in one input)
 * share a step; a change that leaves the document equal adds none and keeps the redo stack.
 */
import { produce } from "immer";
import { temporal, type TemporalState } from "zundo";
import { createStore, type StoreApi } from "zustand/vanilla";

export const HISTORY_LIMIT = 500;
/** Two changes of one group within this many milliseconds are one step. */
export const GROUP_WINDOW = 1500;

export interface BuilderState<D> {
  document: D;
  /** Identifier of the selected element, owned by the builder; not part of the history. */
  selection: string | null;
}

type Remembered<D> = Pick<BuilderState<D>, "document">;

export interface ChangeOptions {
  /** Consecutive changes with the same group become one step. */
  group?: string;
  /** Select this element together with the change. */
  select?: string | null;
}

export interface DocumentStore<D> {
  store: StoreApi<BuilderState<D>> & { temporal: StoreApi<TemporalState<Remembered<D>>> };
  document(): D;
  /** Run a recipe on a draft of the document; returns whether anything changed. */
  change(recipe: (draft: D) => D | void, options?: ChangeOptions): boolean;
  select(id: string | null): void;
  undo(): boolean;
  redo(): boolean;
  /** Replace the document without history, for example after loading or a revert. */
  reset(document: D): void;
  /** End the running typing group; the next change starts a new step. */
  breakGroup(): void;
  sizes(): { past: number; future: number };
}

export function isSame(left: unknown, right: unknown): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

export function createDocumentStore<D extends object>(
  initial: D,
  clock: () => number = Date.now,
): DocumentStore<D> {
  const store = createStore<BuilderState<D>>()(
    temporal((): BuilderState<D> => ({ document: initial, selection: null }), {
      partialize: (state): Remembered<D> => ({ document: state.document }),
      equality: (past, current) => past.document === current.document,
      limit: HISTORY_LIMIT,
    }),
  );
  let group: string | null = null;
  let groupedAt = 0;

  const history = () => store.temporal.getState();

  function write(document: D, options: ChangeOptions | undefined) {
    const selected = options?.select;
    store.setState(selected === undefined ? { document } : { document, selection: selected });
  }

  return {
    store,
    document: () => store.getState().document,
    change(recipe, options) {
      const before = store.getState().document;
      const after = produce(before, recipe as (draft: D) => D | void);
      if (after === before || isSame(after, before)) {
        if (options?.select !== undefined) store.setState({ selection: options.select });
        return false;
      }
      const now = clock();
      const continues = options?.group !== undefined && options.group === group && now - groupedAt < GROUP_WINDOW;
      if (continues) history().pause();
      write(after, options);
      if (continues) history().resume();
      group = options?.group ?? null;
      groupedAt = now;
      return true;
    },
    select(id) {
      group = null;
      store.setState({ selection: id });
    },
    undo() {
      group = null;
      if (history().pastStates.length === 0) return false;
      history().undo();
      return true;
    },
    redo() {
      group = null;
      if (history().futureStates.length === 0) return false;
      history().redo();
      return true;
    },
    reset(document) {
      group = null;
      history().pause();
      store.setState({ document });
      history().resume();
      history().clear();
    },
    breakGroup() {
      group = null;
    },
    sizes: () => ({ past: history().pastStates.length, future: history().futureStates.length }),
  };
}
