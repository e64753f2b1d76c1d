import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** An outside page; only http and https become links, so a stored script cannot run. */
export default function UrlCell({ value }: CellProps) {
  if (typeof value !== "string" || value === "") return null;
  const safe = /^https?:\/\//i.test(value);
  return (
    <Line title={value}>
      {safe ? (
        <a href={value} target="_blank" rel="noopener noreferrer">
          {value.replace(/^https?:\/\//i, "")}
        </a>
      ) : (
        value
      )}
    </Line>
  );
}
