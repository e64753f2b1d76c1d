import { Line } from "../common/plain-cell";
import { titleOf } from "../common/titles";
import type { CellProps } from "../contract";

/** A person's name. */
export default function UserCell({ value, link }: CellProps) {
  if (value == null || value === "") return null;
  const inline = typeof value === "object" && !Array.isArray(value) && typeof value.name === "string" ? value.name : null;
  const text = titleOf(link) ?? inline ?? String(value);
  return <Line title={text}>{text}</Line>;
}
