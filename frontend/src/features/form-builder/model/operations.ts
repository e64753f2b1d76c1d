/** Edits of a form document; each function changes the immer draft that it is given. */
import { newId, uniqueKey } from "../../../builder/core/ids";
import { renameInTemplate, renameInText } from "../../../builder/core/expression-text";
import { LANGUAGES, pickText } from "../../../builder/core/localized";
import type { Effect, FormDocument, FormField, Place, Section } from "./form-document";
import { fieldById, placeOf } from "./form-document";

const EFFECTS: readonly Effect[] = ["show", "hide", "require", "read_only"];

/** Put a new field at a place. */
export function insertField(form: FormDocument, field: FormField, place: Place): void {
  form.fields.push(field);
  const section = form.layout[place.section];
  section?.items.splice(place.index, 0, { field: field.key });
}

/** Return the place after the selected field or inside the selected section, else the end. */
export function placeAfter(form: FormDocument, selection: string | null): Place {
  const field = selection === null ? undefined : fieldById(form, selection);
  const place = field === undefined ? null : placeOf(form, field.key);
  if (place !== null) return { section: place.section, index: place.index + 1 };
  const chosen = form.layout.findIndex((section) => section.id === selection);
  const section = chosen >= 0 ? chosen : form.layout.length - 1;
  return { section, index: form.layout[section]?.items.length ?? 0 };
}

/** Move a field to a place, counted in the layout as it is before the move. */
export function moveField(form: FormDocument, key: string, to: Place): void {
  const from = placeOf(form, key);
  const target = form.layout[to.section];
  if (from === null || target === undefined) return;
  const source = form.layout[from.section];
  const [item] = source?.items.splice(from.index, 1) ?? [];
  if (item === undefined) return;
  const shift = from.section === to.section && from.index < to.index ? 1 : 0;
  target.items.splice(to.index - shift, 0, item);
}

/** Return the neighbouring place of a field, crossing sections at their ends, or null. */
export function stepPlace(form: FormDocument, key: string, direction: -1 | 1): Place | null {
  const place = placeOf(form, key);
  if (place === null) return null;
  const count = form.layout[place.section]?.items.length ?? 0;
  if (direction === -1) {
    if (place.index > 0) return { section: place.section, index: place.index - 1 };
    const above = form.layout[place.section - 1];
    return above === undefined ? null : { section: place.section - 1, index: above.items.length };
  }
  if (place.index < count - 1) return { section: place.section, index: place.index + 2 };
  return form.layout[place.section + 1] === undefined ? null : { section: place.section + 1, index: 0 };
}

function withoutKey(keys: string[] | undefined, key: string): string[] | undefined {
  const rest = keys?.filter((candidate) => candidate !== key);
  return rest?.length ? rest : undefined;
}

/** Delete a field, its place and its mentions in effects of rules (conditions stay and are marked). */
export function removeField(form: FormDocument, id: string): void {
  const field = fieldById(form, id);
  if (field === undefined) return;
  form.fields = form.fields.filter((candidate) => candidate.id !== id);
  for (const section of form.layout) section.items = section.items.filter((item) => item.field !== field.key);
  for (const rule of form.rules) {
    for (const effect of EFFECTS) {
      const rest = withoutKey(rule.then[effect], field.key);
      if (rest === undefined) delete rule.then[effect];
      else rule.then[effect] = rest;
    }
    if (rule.then.set) delete rule.then.set[field.key];
  }
}

/** Return a copy of a field with new ids, its columns included. */
export function freshIds(field: FormField): FormField {
  const copy = structuredClone(field);
  copy.id = newId();
  if (copy.fields) copy.fields = copy.fields.map(freshIds);
  return copy;
}

/** Put a copy of a field behind it; returns the id of the copy. */
export function duplicateField(form: FormDocument, original: FormField, suffix: Record<string, string>): string {
  const copy = freshIds(original);
  copy.key = uniqueKey(original.key, form.fields.map((field) => field.key));
  copy.label = Object.fromEntries(
    LANGUAGES.map((language) => [language, `${pickText(original.label, language)}${suffix[language] ?? ""}`]),
  );
  const place = placeOf(form, original.key) ?? { section: 0, index: -1 };
  insertField(form, copy, { section: place.section, index: place.index + 1 });
  return copy.id;
}

function renameEverywhere(value: unknown, from: string, to: string): unknown {
  if (typeof value === "string") return renameInText(value, from, to);
  if (Array.isArray(value)) return value.map((item) => renameEverywhere(item, from, to));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === "field" && Array.isArray(inner)) return [key, inner.map((part, at) => (at === 0 && part === from ? to : part))];
        return [key, renameEverywhere(inner, from, to)];
      }),
    );
  }
  return value;
}

/** Change the key of a field and follow it through layout, title, rules, formulas, views and access. */
export function renameField(form: FormDocument, id: string, to: string): void {
  const field = fieldById(form, id);
  if (field === undefined || field.key === to) return;
  const from = field.key;
  field.key = to;
  for (const section of form.layout) {
    for (const item of section.items) if (item.field === from) item.field = to;
  }
  if (form.title) form.title = renameInTemplate(form.title, from, to);
  for (const rule of form.rules) {
    rule.when = renameEverywhere(rule.when, from, to);
    for (const effect of EFFECTS) {
      const keys = rule.then[effect];
      if (keys) rule.then[effect] = keys.map((key) => (key === from ? to : key));
    }
    if (rule.then.set) {
      rule.then.set = Object.fromEntries(
        Object.entries(rule.then.set).map(([key, value]) => [key === from ? to : key, renameEverywhere(value, from, to)]),
      );
    }
  }
  for (const other of form.fields) {
    if (other["via"] === from) other["via"] = to;
    if (other["expression"] !== undefined) other["expression"] = renameEverywhere(other["expression"], from, to);
  }
  renameInViews(form, from, to);
}

function renameInViews(form: FormDocument, from: string, to: string): void {
  for (const view of form.views ?? []) {
    if (typeof view !== "object" || view === null) continue;
    const members = view as Record<string, unknown>;
    for (const [key, value] of Object.entries(members)) {
      if (value === from && key !== "type" && key !== "key") members[key] = to;
      else if (Array.isArray(value)) members[key] = value.map((item: unknown) => (item === from ? to : item));
    }
  }
  for (const grant of form.access ?? []) {
    if (typeof grant !== "object" || grant === null) continue;
    const { fields } = grant as { fields?: Record<string, unknown> };
    if (fields && from in fields) {
      fields[to] = fields[from];
      delete fields[from];
    }
  }
}

/** Add an empty section behind the selected one; returns its id. */
export function addSection(form: FormDocument, label: Record<string, string>, afterIndex: number): string {
  const section: Section = { id: newId(), type: "section", label, columns: 2, items: [] };
  form.layout.splice(afterIndex + 1, 0, section);
  return section.id;
}

/** Delete a section; its fields go to the section before it, or after it for the first one. */
export function removeSection(form: FormDocument, id: string): void {
  const index = form.layout.findIndex((section) => section.id === id);
  const section = form.layout[index];
  if (section === undefined || form.layout.length === 1) return;
  form.layout.splice(index, 1);
  const heir = form.layout[Math.max(0, index - 1)];
  if (heir === undefined) return;
  if (index === 0) heir.items.unshift(...section.items);
  else heir.items.push(...section.items);
}

export function moveSection(form: FormDocument, id: string, toIndex: number): void {
  const from = form.layout.findIndex((section) => section.id === id);
  const [section] = from >= 0 ? form.layout.splice(from, 1) : [];
  if (section !== undefined) form.layout.splice(Math.max(0, Math.min(toIndex, form.layout.length)), 0, section);
}
