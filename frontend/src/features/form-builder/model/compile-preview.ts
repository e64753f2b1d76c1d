/** The form under edit as the renderer wants it, for one language; the server compiles the real one. */
import type { CompiledField, CompiledForm, Json } from "@/api/types";
import { pickText } from "@/builder/core/localized";

import type { FieldOption, FormDocument, FormField } from "./form-document";

const MEMBERS = new Set(["id", "key", "type", "label", "required", "unique", "indexed", "read_only", "default", "help", "fields", "options"]);

function compileField(field: FormField, language: string): CompiledField {
  const settings = Object.fromEntries(Object.entries(field).filter(([name]) => !MEMBERS.has(name))) as Record<string, Json>;
  const options = field.options as FieldOption[] | undefined;
  return {
    id: field.id,
    key: field.key,
    type: field.type,
    label: pickText(field.label, language) || field.key,
    help: pickText(field.help, language) || null,
    required: field.required === true,
    read_only: field.read_only === true,
    right: "write",
    settings,
    options: options?.map((option) => ({ key: option.key, label: pickText(option.label, language) || option.key, color: option.color ?? null })),
    target: typeof field.target === "string" ? field.target : null,
    fields: field.fields?.map((column) => compileField(column, language)),
  };
}

/** `parse` turns a condition text into a tree; a text that does not parse makes its rule never hold. */
export function compilePreview(form: FormDocument, language: string, parse: (text: string) => Json): CompiledForm {
  return {
    form: { id: "", key: form.key, label: pickText(form.label, language), version: 0 },
    json_schema: {},
    fields: form.fields.map((field) => compileField(field, language)),
    layout: form.layout.map((section) => ({ ...section, label: pickText(section.label, language) || null })),
    rules: form.rules.map((rule) => ({
      id: rule.id,
      when: typeof rule.when === "string" ? parse(rule.when) : (rule.when as Json),
      then: {
        ...rule.then,
        set: Object.fromEntries(
          Object.entries(rule.then.set ?? {}).map(([key, value]) => [key, typeof value === "string" ? parse(value) : (value as Json)]),
        ),
      },
    })),
    stages: [],
    stage: null,
    actions: [],
    permissions: { create: true, update: true, delete: true, export: false, import: false },
  };
}

/** The default values that a new record would start with. */
export function startValues(form: FormDocument): Record<string, Json> {
  return Object.fromEntries(form.fields.filter((field) => field.default !== undefined).map((field) => [field.key, field.default as Json]));
}
