/** The fields of a form as other builders need them: for pickers, conditions and axes. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { listDocuments, loadDraft, type DocumentEntry } from "./documents-api";
import { pickText, type LocalizedText } from "./localized";

export interface FieldInfo {
  /** Path in expressions: `amount`, or `account.region` through a link. */
  path: string;
  label: string;
  type: string;
  options?: { key: string; label: string }[];
  /** Form that a link leads to. */
  target?: string;
  fields?: FieldInfo[];
}

interface FieldBody {
  key: string;
  type: string;
  label?: LocalizedText;
  options?: { key: string; label?: LocalizedText }[];
  target?: string;
  fields?: FieldBody[];
  settings?: { options?: { key: string; label?: LocalizedText }[]; target?: string };
}

interface FormBody {
  label?: LocalizedText;
  fields?: FieldBody[];
}

/** Describe the fields of a form body; `prefix` names the link that leads to the form. */
export function describeFields(fields: readonly FieldBody[], language: string, prefix?: { path: string; label: string }): FieldInfo[] {
  return fields.map((field) => {
    const label = pickText(field.label, language) || field.key;
    const options = field.options ?? field.settings?.options;
    return {
      path: prefix ? `${prefix.path}.${field.key}` : field.key,
      label: prefix ? `${prefix.label} › ${label}` : label,
      type: field.type,
      options: options?.map((option) => ({ key: option.key, label: pickText(option.label, language) || option.key })),
      target: field.target ?? field.settings?.target,
      fields: field.fields ? describeFields(field.fields, language) : undefined,
    };
  });
}

/** The columns that the platform adds to every record, with translated names from the caller. */
export const SYSTEM_FIELDS: readonly { path: string; type: string }[] = [
  { path: "stage", type: "stage" },
  { path: "stage_kind", type: "text" },
  { path: "closed", type: "checkbox" },
  { path: "stage_entered_at", type: "datetime" },
  { path: "owner", type: "user" },
  { path: "created_at", type: "datetime" },
  { path: "created_by", type: "user" },
  { path: "updated_at", type: "datetime" },
  { path: "updated_by", type: "user" },
];

export function useDocuments(app: string, kind: string): DocumentEntry[] {
  const query = useQuery({ queryKey: ["documents", app, kind], queryFn: ({ signal }) => listDocuments(app, kind, signal) });
  return query.data ?? [];
}

function useFormBody(app: string, form: string | null | undefined): FormBody | null {
  const query = useQuery({
    queryKey: ["form-body", app, form],
    queryFn: async ({ signal }) => (await loadDraft<FormBody>({ app, kind: "forms", key: form ?? "" }, signal)).body,
    enabled: Boolean(form),
    staleTime: 5_000,
  });
  return query.data ?? null;
}

const NONE: FieldInfo[] = [];

/** The direct fields of a form; empty while loading or when there is none. */
export function useFormFields(app: string, form: string | null | undefined, language: string): FieldInfo[] {
  const body = useFormBody(app, form);
  return useMemo(() => (body ? describeFields(body.fields ?? [], language) : NONE), [body, language]);
}

/** Direct fields, the platform's columns, and the fields one link away: what a condition may name. */
export function useReachableFields(app: string, form: string | null | undefined, language: string, systemLabel: (path: string) => string): FieldInfo[] {
  const own = useFormFields(app, form, language);
  const links = useMemo(() => own.filter((field) => field.type === "link" && field.target), [own]);
  const targets = useQueries({
    queries: [...new Set(links.map((link) => link.target ?? ""))].map((target) => ({
      queryKey: ["form-body", app, target],
      queryFn: async ({ signal }: { signal: AbortSignal }) => (await loadDraft<FormBody>({ app, kind: "forms", key: target }, signal)).body,
      staleTime: 5_000,
    })),
    combine: (results) => results.map((result) => result.data),
  });
  return useMemo(() => {
    const names = [...new Set(links.map((link) => link.target ?? ""))];
    const far = links.flatMap((link) => describeFields(targets[names.indexOf(link.target ?? "")]?.fields ?? [], language, link));
    return [...own, ...SYSTEM_FIELDS.map((field) => ({ ...field, label: systemLabel(field.path) })), ...far];
  }, [own, links, targets, language, systemLabel]);
}
