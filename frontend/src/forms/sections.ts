import type { CompiledField, CompiledForm, LayoutSection } from "@/api/types";

export interface FilledSection {
  section: LayoutSection;
  items: { field: CompiledField; width: number }[];
}

/** The sections with their fields; fields that no section names come last in one of their own. */
export function sectionsOf(form: CompiledForm, only?: readonly string[]): FilledSection[] {
  const wanted = only ? new Set(only) : null;
  const left = new Map(form.fields.filter((field) => !wanted || wanted.has(field.key)).map((field) => [field.key, field]));
  const sections: FilledSection[] = [];
  for (const section of flatten(form.layout ?? [])) {
    const items: FilledSection["items"] = [];
    for (const item of section.items ?? []) {
      const field = left.get(item.field);
      if (!field) continue;
      left.delete(item.field);
      items.push({ field, width: item.width ?? 1 });
    }
    if (items.length > 0) sections.push({ section, items });
  }
  if (left.size > 0) {
    sections.push({
      section: { id: "rest", type: "section", columns: 2, items: [] },
      items: [...left.values()].map((field) => ({ field, width: 1 })),
    });
  }
  return sections;
}

/** Containers (tabs, columns) hold sections; the runtime shows these one after the other. */
function flatten(layout: readonly LayoutSection[]): LayoutSection[] {
  return layout.flatMap((entry) => {
    const inner = (entry as unknown as { sections?: LayoutSection[] }).sections;
    return Array.isArray(inner) ? flatten(inner) : [entry];
  });
}
