// @vitest-environment node
import { describe, expect, it } from "vitest";

import { createDocumentStore, GROUP_WINDOW } from "../document-store";

interface Note {
  title: string;
  items: string[];
}

function fresh(now = { value: 0 }) {
  return createDocumentStore<Note>({ title: "a", items: [] }, () => now.value);
}

describe("document store", () => {
  it("adds one step per change, also for a bulk change", () => {
    const store = fresh();
    store.change((draft) => {
      draft.items.push("one", "two", "three");
      draft.title = "b";
    });
    expect(store.sizes()).toEqual({ past: 1, future: 0 });
    store.undo();
    expect(store.document()).toEqual({ title: "a", items: [] });
    expect(store.sizes()).toEqual({ past: 0, future: 1 });
  });

  it("adds no step for a change that changes nothing and keeps the redo stack", () => {
    const store = fresh();
    store.change((draft) => void (draft.title = "b"));
    store.undo();
    expect(store.change((draft) => void (draft.title = "a"))).toBe(false);
    expect(store.change((draft) => void (draft.items = []))).toBe(false);
    expect(store.sizes()).toEqual({ past: 0, future: 1 });
    store.redo();
    expect(store.document().title).toBe("b");
  });

  it("keeps selection out of the history", () => {
    const store = fresh();
    store.change((draft) => void (draft.title = "b"));
    store.undo();
    store.select("x");
    store.select("y");
    expect(store.sizes()).toEqual({ past: 0, future: 1 });
    store.redo();
    expect(store.store.getState().selection).toBe("y");
  });

  it("groups typing into one step until a pause, another group or an undo", () => {
    const now = { value: 0 };
    const store = fresh(now);
    for (const text of ["h", "he", "hel"]) {
      store.change((draft) => void (draft.title = text), { group: "title" });
      now.value += 100;
    }
    expect(store.sizes().past).toBe(1);
    now.value += GROUP_WINDOW;
    store.change((draft) => void (draft.title = "hell"), { group: "title" });
    expect(store.sizes().past).toBe(2);
    store.change((draft) => void draft.items.push("x"), { group: "items" });
    expect(store.sizes().past).toBe(3);
    store.undo();
    store.undo();
    expect(store.document().title).toBe("hel");
    store.undo();
    expect(store.document().title).toBe("a");
    expect(store.sizes()).toEqual({ past: 0, future: 3 });
  });

  it("drops the redo stack on a real change", () => {
    const store = fresh();
    store.change((draft) => void (draft.title = "b"));
    store.undo();
    store.change((draft) => void (draft.title = "c"));
    expect(store.sizes()).toEqual({ past: 1, future: 0 });
    expect(store.redo()).toBe(false);
  });

  it("remembers at least two hundred steps", () => {
    const store = fresh();
    for (let step = 0; step < 250; step += 1) store.change((draft) => void draft.items.push(String(step)));
    expect(store.sizes().past).toBe(250);
    for (let step = 0; step < 250; step += 1) store.undo();
    expect(store.document().items).toEqual([]);
  });

  it("forgets the history on reset", () => {
    const store = fresh();
    store.change((draft) => void (draft.title = "b"));
    store.reset({ title: "z", items: [] });
    expect(store.sizes()).toEqual({ past: 0, future: 0 });
    expect(store.document().title).toBe("z");
  });
});
