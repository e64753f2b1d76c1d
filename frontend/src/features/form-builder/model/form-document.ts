/** The form document as the builder edits it; unknown members are carried along untouched. */
import type { LocalizedText } from "../../../builder/core/localized";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface FieldOption {
  id: string;
  key: string;
  label: LocalizedText;
  color?: string;
}

export interface FormField {
  id: string;
  key: string;
  type: string;
  label: LocalizedText;
  help?: LocalizedText;
  required?: boolean;
  unique?: boolean;
  indexed?: boolean;
  read_only?: boolean;
  fields?: FormField[];
  [setting: string]: unknown;
}

export interface LayoutItem {
  field: string;
  width?: number;
}

export interface Section {
  id: string;
  type: "section";
  label: LocalizedText;
  columns: number;
  items: LayoutItem[];
}

export type Effect = "show" | "hide" | "require" | "read_only";

export interface Rule {
  id: string;
  when: unknown;
  then: Partial<Record<Effect, string[]>> & { set?: Record<string, unknown> };
}

export interface FormDocument {
  kind?: "form";
  key: string;
  label: LocalizedText;
  title?: string;
  fields: FormField[];
  layout: Section[];
  rules: Rule[];
  views?: unknown[];
  access?: unknown[];
  [member: string]: unknown;
}

/** Where an item sits or should go: section by index, position inside it by index. */
export interface Place {
  section: number;
  index: number;
}

export function fieldById(form: FormDocument, id: string): FormField | undefined {
  return form.fields.find((field) => field.id === id);
}

export function fieldByKey(form: FormDocument, key: string): FormField | undefined {
  return form.fields.find((field) => field.key === key);
}

/** Return where a field sits in the layout, or null. */
export function placeOf(form: FormDocument, key: string): Place | null {
  for (const [section, { items }] of form.layout.entries()) {
    const index = items.findIndex((item) => item.field === key);
    if (index >= 0) return { section, index };
  }
  return null;
}
