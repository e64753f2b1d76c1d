import { Line } from "../common/plain-cell";
import type { CellProps } from "../contract";

/** The parts in the order that the language writes them: big to small in Chinese, small to big else. */
export default function AddressCell({ value, language, dense }: CellProps) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const parts = [value.country, value.region, value.city, value.street, value.postal_code].filter(
    (part): part is string => typeof part === "string" && part !== "",
  );
  if (parts.length === 0) return null;
  const text = language.startsWith("zh") ? parts.join(" ") : [...parts].reverse().join(", ");
  return dense ? <Line title={text}>{text}</Line> : <span>{text}</span>;
}
