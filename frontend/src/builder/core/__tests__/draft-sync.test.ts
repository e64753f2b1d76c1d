// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { DraftSync, type SaveAnswer, type SyncState } from "../draft-sync";

function setUp(answers: SaveAnswer[]) {
  const saved: [string, string | null][] = [];
  const states: SyncState["kind"][] = [];
  const sync = new DraftSync<string>({
    etag: "1",
    onState: (state) => states.push(state.kind),
    save: (document, etag) => {
      saved.push([document, etag]);
      return Promise.resolve(answers.shift() ?? { kind: "failed", message: "no answer" });
    },
  });
  return { sync, saved, states };
}

describe("draft sync", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("saves the last edit once, within two seconds, with the tag of the save before", async () => {
    const { sync, saved } = setUp([{ kind: "saved", etag: "2" }, { kind: "saved", etag: "3" }]);
    sync.edit("a");
    sync.edit("b");
    await vi.advanceTimersByTimeAsync(2000);
    sync.edit("c");
    await vi.advanceTimersByTimeAsync(2000);
    expect(saved).toEqual([["b", "1"], ["c", "2"]]);
    expect(sync.state.kind).toBe("saved");
    expect(sync.isUnsaved).toBe(false);
  });

  it("is never dirty without an edit", async () => {
    const { sync, saved } = setUp([]);
    await sync.flush();
    expect(sync.state.kind).toBe("clean");
    expect(saved).toEqual([]);
  });

  it("stops on a conflict and overwrites only when told", async () => {
    const { sync, saved } = setUp([{ kind: "conflict" }, { kind: "saved", etag: "9" }]);
    sync.edit("mine");
    await vi.advanceTimersByTimeAsync(2000);
    sync.edit("mine too");
    await vi.advanceTimersByTimeAsync(5000);
    expect(saved).toHaveLength(1);
    expect(sync.state.kind).toBe("conflict");
    sync.resolve("8");
    await sync.flush();
    expect(saved.at(-1)).toEqual(["mine too", "8"]);
  });

  it("keeps the edit after a failed save and sends it with the next flush", async () => {
    const { sync, saved } = setUp([{ kind: "failed", message: "offline" }, { kind: "saved", etag: "2" }]);
    sync.edit("a");
    await vi.advanceTimersByTimeAsync(2000);
    expect(sync.state).toEqual({ kind: "failed", message: "offline" });
    expect(sync.isUnsaved).toBe(true);
    await sync.flush();
    expect(saved).toEqual([["a", "1"], ["a", "1"]]);
    expect(sync.state.kind).toBe("saved");
  });
});
