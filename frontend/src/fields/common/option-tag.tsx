import { theme } from "antd";

import type { CompiledField, FieldOption } from "@/api/types";

import { cssColor } from "./colors";

/** The option of a key; an unknown key shows itself. */
export function optionOf(field: CompiledField, key: string): FieldOption {
  return field.options?.find((option) => option.key === key) ?? { key, label: key };
}

/** An option: its word, with its colour as a small mark beside it. */
export function OptionTag({ option }: { option: FieldOption }) {
  const { token } = theme.useToken();
  return (
    <span
      style={{
        display: "inline-flex",
        alignItems: "center",
        gap: 6,
        maxWidth: "100%",
        padding: "0 8px",
        borderRadius: 10,
        background: token.colorFillSecondary,
        color: token.colorText,
        lineHeight: "20px",
        fontSize: 13,
      }}
    >
      {cssColor(option.color) && (
        <span aria-hidden style={{ width: 8, height: 8, borderRadius: 4, background: cssColor(option.color), flex: "none" }} />
      )}
      <span style={{ overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>{option.label}</span>
    </span>
  );
}
