/** Brings a stored form document into the shape that the builder edits. */
import { newId } from "../../../builder/core/ids";
import type { FormDocument, FormField, LayoutItem, Section } from "./form-document";

function asItems(items: unknown): LayoutItem[] {
  if (!Array.isArray(items)) return [];
  return items.flatMap((item: unknown): LayoutItem[] => {
    if (typeof item === "string") return [{ field: item }];
    if (typeof item === "object" && item !== null && "field" in item && typeof item.field === "string") {
      return [item as LayoutItem];
    }
    return [];
  });
}

function asSections(layout: unknown): Section[] {
  if (!Array.isArray(layout)) return [];
  return layout
    .filter((part): part is Record<string, unknown> => typeof part === "object" && part !== null && !Array.isArray(part))
    .map((part) => ({
      ...part,
      id: typeof part["id"] === "string" ? part["id"] : newId(),
      type: "section" as const,
      label: (part["label"] as Section["label"]) ?? "",
      columns: typeof part["columns"] === "number" ? part["columns"] : 1,
      items: asItems(part["items"]),
    }));
}

function withIds(fields: readonly FormField[]): FormField[] {
  return fields.map((field) => ({
    ...field,
    id: field.id || newId(),
    label: field.label ?? "",
    ...(field.fields ? { fields: withIds(field.fields) } : {}),
  }));
}

/** Return a form in which every field sits in exactly one section and everything has an id. */
export function normaliseForm(body: Partial<FormDocument>, key: string): FormDocument {
  const fields = withIds(Array.isArray(body.fields) ? body.fields : []);
  const known = new Set(fields.map((field) => field.key));
  const seen = new Set<string>();
  const layout = asSections(body.layout).map((section) => ({
    ...section,
    items: section.items.filter((item) => known.has(item.field) && !seen.has(item.field) && seen.add(item.field)),
  }));
  const missing = fields.filter((field) => !seen.has(field.key)).map((field) => ({ field: field.key }));
  const last = layout.at(-1);
  if (last === undefined) layout.push({ id: newId(), type: "section", label: "", columns: 2, items: missing });
  else last.items = [...last.items, ...missing];
  const rules = (Array.isArray(body.rules) ? body.rules : []).map((rule) => ({
    ...rule,
    id: rule.id || newId(),
    then: rule.then ?? {},
  }));
  return { ...body, key: body.key ?? key, label: body.label ?? key, fields, layout, rules };
}
