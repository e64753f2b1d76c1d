import type { Values } from "@/api/types";

const PREFIX = "triloom.unsent.";

interface Draft {
  at: number;
  rev: number | null;
  values: Values;
}

/** Input that was typed but never sent; survives reload, log-out and a lost connection. */
export function readDraft(key: string): Draft | null {
  try {
    const text = localStorage.getItem(PREFIX + key);
    const draft = text ? (JSON.parse(text) as Draft) : null;
    return draft && Object.keys(draft.values).length > 0 ? draft : null;
  } catch {
    return null;
  }
}

/** Keeps the input, or forgets it when nothing is left unsent. */
export function writeDraft(key: string, values: Values, rev: number | null): void {
  try {
    if (Object.keys(values).length === 0) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify({ at: Date.now(), rev, values } satisfies Draft));
  } catch {
    // A full or forbidden storage must not stop the typing.
  }
}
