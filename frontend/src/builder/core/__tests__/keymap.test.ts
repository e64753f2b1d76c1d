// @vitest-environment node
import { describe, expect, it } from "vitest";

import { commandOf, KEYMAP, printChord } from "../keymap";

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe("keymap", () => {
  it("maps undo and both redo chords", () => {
    expect(commandOf({ ...none, key: "z", ctrlKey: true }, false)).toBe("undo");
    expect(commandOf({ ...none, key: "Z", ctrlKey: true, shiftKey: true }, false)).toBe("redo");
    expect(commandOf({ ...none, key: "y", metaKey: true }, false)).toBe("redo");
  });

  it("leaves inputs to the browser, except for save and run", () => {
    expect(commandOf({ ...none, key: "z", ctrlKey: true }, true)).toBeNull();
    expect(commandOf({ ...none, key: "?", shiftKey: true }, true)).toBeNull();
    expect(commandOf({ ...none, key: "Enter", ctrlKey: true }, true)).toBe("run");
  });

  it("finds ? whatever the layout needs to type it", () => {
    expect(commandOf({ ...none, key: "?", shiftKey: true }, false)).toBe("shortcuts");
  });

  it("has no chord twice", () => {
    const chords = KEYMAP.flatMap((shortcut) => shortcut.keys);
    expect(new Set(chords).size).toBe(chords.length);
  });

  it("prints chords for people", () => {
    expect(printChord("Mod+Shift+Z", false)).toBe("Ctrl+Shift+Z");
    expect(printChord("Alt+ArrowUp", true)).toBe("⌥ ↑");
  });
});
