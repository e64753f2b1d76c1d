import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { Fault } from "./problem";

export interface ImportRow {
  line: number;
  faults?: Fault[];
  message?: string;
}
export interface ImportRun {
  id: string;
  state: string;
  form?: { key: string; label: string } | string;
  app?: string;
  file_name?: string | null;
  created_at?: string;
  total?: number | null;
  done?: number | null;
  created?: number | null;
  updated?: number | null;
  skipped?: number | null;
  refused?: number | null;
  rows?: ImportRow[];
  message?: string | null;
}
export interface ImportPlan {
  mapping: Record<string, string>;
  upsertOn: string | null;
  onError: "stop" | "skip";
}

function bodyOf(file: File, plan: ImportPlan, dryRun: boolean): FormData {
  const body = new FormData();
  body.append("file", file);
  body.append("mapping", JSON.stringify(plan.mapping));
  if (plan.upsertOn) body.append("upsert_on", plan.upsertOn);
  body.append("on_error", plan.onError);
  body.append("dry_run", String(dryRun));
  return body;
}

/** Checks a file against the form, or imports it; nothing is written by a dry run. */
export const startImport = (app: string, form: string, file: File, plan: ImportPlan, dryRun: boolean) =>
  api.post<ImportRun>(`/apps/${app}/forms/${form}/imports`, bodyOf(file, plan, dryRun));

const RUNNING = new Set(["queued", "staging", "running", "undoing"]);
/** True while an import still changes by itself. */
export const isRunning = (run: ImportRun | undefined): boolean => run !== undefined && RUNNING.has(run.state);

/** One import's progress; asked again every second while it runs. */
export const importQuery = (app: string, form: string, id: string | null) =>
  queryOptions({
    queryKey: ["import", app, form, id],
    queryFn: ({ signal }) => api.get<ImportRun>(`/apps/${app}/forms/${form}/imports/${id}`, { signal }),
    enabled: id !== null,
    refetchInterval: (query) => (isRunning(query.state.data) ? 1000 : false),
  });

/** Takes every row of an import back. */
export const undoImport = (app: string, form: string, id: string) => api.delete<ImportRun>(`/apps/${app}/forms/${form}/imports/${id}`);
