import { Input, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** Event by which the F2 shortcut opens the label of an element. */
export const RENAME_EVENT = "builder-rename";

export function requestRename(id: string): void {
  document.dispatchEvent(new CustomEvent(RENAME_EVENT, { detail: id }));
}

/** A label that a click selects and a double-click or F2 edits in place. */
export function InlineLabel(props: {
  id: string;
  text: string;
  hint: string;
  isPressed?: boolean;
  onSelect: () => void;
  onCommit: (text: string) => void;
}) {
  const { t } = useTranslation("form-builder");
  const { id, text, onCommit } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const input = useRef<InputRef>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const open = (event: Event) => {
      if ((event as CustomEvent<string>).detail === id) setDraft(text);
    };
    document.addEventListener(RENAME_EVENT, open);
    return () => document.removeEventListener(RENAME_EVENT, open);
  }, [id, text]);
  const isOpen = draft !== null;
  useEffect(() => {
    if (isOpen) input.current?.select();
  }, [isOpen]);

  const close = (keep: boolean) => {
    if (keep && draft !== null && draft.trim() !== "" && draft !== text) onCommit(draft.trim());
    setDraft(null);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (draft !== null) {
    return (
      <Input
        ref={input}
        size="small"
        className="form-inline-input"
        aria-label={t("label.edit", { label: text })}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => close(true)}
        onPressEnter={() => close(true)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            close(false);
          }
        }}
      />
    );
  }
  return (
    <button
      ref={button}
      type="button"
      className="form-label"
      aria-label={props.hint}
      aria-pressed={props.isPressed}
      onClick={props.onSelect}
      onDoubleClick={() => setDraft(text)}
    >
      {text}
    </button>
  );
}
