import type { CompiledField, Json } from "@/api/types";

/** The options that may be chosen: archived ones only while the value holds them. */
export function choices(field: CompiledField, value: Json | undefined): { value: string; label: string }[] {
  const held = Array.isArray(value) ? value : [value];
  return (field.options ?? [])
    .filter((option) => !option.archived || held.includes(option.key))
    .map((option) => ({ value: option.key, label: option.label }));
}
