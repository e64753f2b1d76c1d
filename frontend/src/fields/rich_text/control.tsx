import { BoldOutlined, ItalicOutlined, OrderedListOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, theme } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { cleanMarkup, safeFragment } from "../common/rich-text-source";
import type { ControlProps } from "../contract";

const COMMANDS = [
  { command: "bold", icon: <BoldOutlined /> },
  { command: "italic", icon: <ItalicOutlined /> },
  { command: "insertUnorderedList", icon: <UnorderedListOutlined /> },
  { command: "insertOrderedList", icon: <OrderedListOutlined /> },
] as const;

/** Formatted text: the browser's own editing with four commands; only clean markup leaves it. */
export default function RichTextControl({ value, onChange, id, disabled, invalid, required, describedBy }: ControlProps) {
  const { t } = useTranslation("fields");
  const { token } = theme.useToken();
  const editor = useRef<HTMLDivElement>(null);
  const written = useRef<string | null>(null);
  const source = typeof value === "string" ? value : "";
  useEffect(() => {
    // Rewriting what the user is typing would move the caret to the start.
    if (written.current === source) return;
    written.current = source;
    editor.current?.replaceChildren(safeFragment(source));
  }, [source]);
  const report = () => {
    const clean = cleanMarkup(editor.current?.innerHTML ?? "");
    written.current = clean;
    onChange(clean || null);
  };
  return (
    <div style={{ border: `1px solid ${invalid ? token.colorError : token.colorBorder}`, borderRadius: token.borderRadius }}>
      <div role="toolbar" aria-label={t("richText.toolbar")} style={{ display: "flex", gap: 2, padding: 2 }}>
        {COMMANDS.map(({ command, icon }) => (
          <Button
            key={command}
            type="text"
            size="small"
            icon={icon}
            disabled={disabled}
            aria-label={t(`richText.${command}`)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => {
              editor.current?.focus();
              document.execCommand(command);
              report();
            }}
          />
        ))}
      </div>
      <div
        ref={editor}
        id={id}
        role="textbox"
        aria-multiline
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        aria-required={required || undefined}
        aria-disabled={disabled || undefined}
        contentEditable={!disabled}
        suppressContentEditableWarning
        onInput={report}
        className="rich-text"
        style={{ minHeight: 96, maxHeight: 320, overflow: "auto", padding: "6px 11px", borderTop: `1px solid ${token.colorBorderSecondary}` }}
      />
    </div>
  );
}
