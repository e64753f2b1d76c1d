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
  const query = new URLSearchParams(consent.map((token) => ["consent", token]));
  if (dryRun) query.set("dry_run", "true");
  const body = new Blob([file], { type: "application/zip" });
  return api.post<T>(`/packages?${query.toString()}`, body);
}
