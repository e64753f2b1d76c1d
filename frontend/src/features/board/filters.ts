import type { Json } from "@/api/types";

export type FilterValue = string | number | boolean | null;
export interface Filter {
  field: string;
  /** The period that the values are first days of. */
  grain?: string;
  values: FilterValue[];
}

/** Adds a value to a field's filter, or takes it out when it is there; empty filters vanish. */
export function toggleFilter(filters: readonly Filter[], field: string, value: Json, grain?: string | null): Filter[] {
  if (typeof value === "object" && value !== null) return [...filters];
  const present = filters.find((filter) => filter.field === field);
  const values = present?.values ?? [];
  const next = values.includes(value) ? values.filter((entry) => entry !== value) : [...values, value];
  const others = filters.filter((filter) => filter.field !== field);
  return next.length > 0 ? [...others, { field, values: next, ...(grain ? { grain } : {}) }] : others;
}
