/** React's view of a document store: one context per builder page. */
import { createContext, useContext } from "react";
import { useStore } from "zustand";

import type { DocumentStore } from "./document-store";

export const BuilderContext = createContext<DocumentStore<object> | null>(null);

/** Return the store of the surrounding builder; throws outside of one. */
export function useBuilderStore<D extends object>(): DocumentStore<D> {
  const store = useContext(BuilderContext);
  if (store === null) throw new Error("A builder component is used outside of a builder page.");
  return store as unknown as DocumentStore<D>;
}

export function useBuilderDocument<D extends object>(): D {
  return useStore(useBuilderStore<D>().store, (state) => state.document);
}

export function useSelection(): string | null {
  return useStore(useBuilderStore<object>().store, (state) => state.selection);
}

export function useHistorySizes(): { past: number; future: number } {
  const { store } = useBuilderStore<object>();
  const past = useStore(store.temporal, (state) => state.pastStates.length);
  const future = useStore(store.temporal, (state) => state.futureStates.length);
  return { past, future };
}
