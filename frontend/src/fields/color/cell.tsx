import type { CellProps } from "../contract";

/** A colour with its code beside it. */
export default function ColorCell({ value }: CellProps) {
  if (typeof value !== "string" || !/^#[0-9a-f]{6}$/i.test(value)) return null;
  return (
    <span style={{ display: "inline-flex", alignItems: "center", gap: 6 }}>
      <span aria-hidden style={{ width: 14, height: 14, borderRadius: 3, background: value, border: "1px solid rgba(128,128,128,.5)" }} />
      {value}
    </span>
  );
}
