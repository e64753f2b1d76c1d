import { useEffect, useRef } from "react";

import { isTyping } from "./keymap";

interface Clip {
  triloom: string;
  content: unknown;
}

/**
 * Copy and paste of elements, also between documents and windows: plain JSON on the clipboard,
 * marked with what it is. Inside inputs the browser's own copy and paste stay.
 */
export function useClipboard<T>(kind: string, copy: () => T | null, paste: (content: T) => void): void {
  const handlers = useRef({ copy, paste });
  handlers.current = { copy, paste };
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      if (isTyping(event.target) || window.getSelection()?.toString()) return;
      const content = handlers.current.copy();
      if (content === null) return;
      const clip: Clip = { triloom: kind, content };
      event.clipboardData?.setData("text/plain", JSON.stringify(clip));
      event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target)) return;
      const clip = readClip(event.clipboardData?.getData("text/plain") ?? "");
      if (clip?.triloom !== kind) return;
      event.preventDefault();
      handlers.current.paste(clip.content as T);
    };
    document.addEventListener("copy", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [kind]);
}

/** Read a clipboard text; null when it is nothing of ours. */
export function readClip(text: string): Clip | null {
  if (!text.startsWith('{"triloom"')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "triloom" in value && "content" in value ? (value as Clip) : null;
  } catch {
    return null;
  }
}
