import type { Fault } from "@/api/problem";

/** Faults of a refused save: beside their field, or for the form as a whole. */
export interface FormFaults {
  fields: ReadonlyMap<string, string>;
  general: readonly string[];
}
export const NO_FAULTS: FormFaults = { fields: new Map(), general: [] };

const unescapePointer = (part: string) => part.replace(/~1/g, "/").replace(/~0/g, "~");

/** Sorts faults by their pointer: `/values/amount` belongs to `amount`, `/values/lines/2/price` to `lines`. */
export function faultsByField(faults: readonly Fault[], known: ReadonlySet<string>, rowText: (row: number) => string): FormFaults {
  const fields = new Map<string, string>();
  const general: string[] = [];
  for (const fault of faults) {
    const parts = fault.pointer.split("/").slice(1).map(unescapePointer);
    if (parts[0] === "values") parts.shift();
    const key = parts[0] ?? "";
    if (!known.has(key)) {
      general.push(fault.message);
      continue;
    }
    const row = parts.slice(1).find((part) => /^\d+$/.test(part));
    const text = row === undefined ? fault.message : `${rowText(Number(row) + 1)} ${fault.message}`;
    fields.set(key, fields.has(key) ? `${fields.get(key)} ${text}` : text);
  }
  return { fields, general };
}
