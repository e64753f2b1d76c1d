import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** A number that a phone can dial. */
export default function PhoneCell({ value }: CellProps) {
  if (typeof value !== "string" || value === "") return null;
  return (
    <Line title={value}>
      <a href={`tel:${value.replace(/[^+\d]/g, "")}`}>{value}</a>
    </Line>
  );
}
