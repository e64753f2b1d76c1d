/** Calls of the studio: apps and packages. */
import { api, download } from "@/api/client";
import type { Label } from "@/i18n/language";

export interface StudioApp {
  key: string;
  label: Label;
  description: Label;
  updatedAt: string | null;
  publishedAt: string | null;
}

type Raw = Record<string, unknown>;

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export async function listApps(signal?: AbortSignal): Promise<StudioApp[]> {
  const answer = await api.get<Raw | Raw[]>("/apps", { signal });
  const items = Array.isArray(answer) ? answer : ((answer.items ?? []) as Raw[]);
  return items.map((raw) => ({
    key: String(raw.key),
    label: (raw.label as Label) ?? String(raw.key),
    description: (raw.description as Label) ?? null,
    updatedAt: text(raw.updated_at),
    publishedAt: text(raw.published_at) ?? text(raw.last_published_at),
  }));
}

export function createApp(key: string, label: Record<string, string>): Promise<unknown> {
  return api.post("/apps", { key, label });
}

export function exportPackage(app: string): Promise<void> {
  return download("GET", `/apps/${encodeURIComponent(app)}/package`, `${app}.zip`);
}

/** Upload a package; a dry run answers its plan and changes nothing. */
export function sendPackage<T>(file: File, dryRun: boolean, consent: readonly string[]): Promise<T> {
  const body = new FormData();
  body.append("file", file);
  for (const token of consent) body.append("consent", token);
  return api.post<T>("/packages", body, { query: { dry_run: dryRun || undefined } });
}
