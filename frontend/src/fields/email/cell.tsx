import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** An address that opens the mail program. */
export default function EmailCell({ value }: CellProps) {
  if (typeof value !== "string" || value === "") return null;
  return (
    <Line title={value}>
      <a href={`mailto:${encodeURIComponent(value)}`}>{value}</a>
    </Line>
  );
}
