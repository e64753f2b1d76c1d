/** Shortcuts of the builders: one table, matched against key events and printed on the `?` sheet. */
import table from "./keymap.json";

export type Command =
  | "undo"
  | "redo"
  | "duplicate"
  | "delete"
  | "rename"
  | "moveUp"
  | "moveDown"
  | "save"
  | "run"
  | "layout"
  | "deselect"
  | "shortcuts";

export interface Shortcut {
  command: Command;
  keys: readonly string[];
  inInputs: boolean;
}

export const KEYMAP = table as readonly Shortcut[];

type KeyLike = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Write a key event as the table does, for example `Mod+Shift+Z`. */
export function chordOf(event: KeyLike): string {
  const printable = event.key.length === 1;
  const letter = printable ? event.key.toUpperCase() : event.key;
  const isLetter = /^[A-Z0-9]$/.test(letter);
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("Mod");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && (!printable || isLetter)) parts.push("Shift");
  parts.push(letter);
  return parts.join("+");
}

/** Say whether a key press belongs to a text input, where native editing must win. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Return the command of a key event, or null. */
export function commandOf(event: KeyLike, typing: boolean, keymap: readonly Shortcut[] = KEYMAP): Command | null {
  const chord = chordOf(event);
  const match = keymap.find((shortcut) => shortcut.keys.includes(chord) && (shortcut.inInputs || !typing));
  return match?.command ?? null;
}

/** Return a chord as a person reads it. */
export function printChord(chord: string, isMac: boolean): string {
  const names: Record<string, string> = {
    Mod: isMac ? "⌘" : "Ctrl",
    Shift: isMac ? "⇧" : "Shift",
    Alt: isMac ? "⌥" : "Alt",
    ArrowUp: "↑",
    ArrowDown: "↓",
    Escape: "Esc",
  };
  return chord
    .split("+")
    .map((part) => names[part] ?? part)
    .join(isMac ? " " : "+");
}
