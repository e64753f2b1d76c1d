/** Calls of the document store: drafts, publish plans, versions. One app and kind at a time. */
import { api, send } from "@/api/client";
import { ApiError, NetworkError, type Fault } from "@/api/problem";

import type { LocalizedText } from "./localized";

export type DocumentKind = "forms" | "flows" | "reports" | "boards" | "roles" | "models";

export interface DocumentAddress {
  app: string;
  kind: string;
  key: string;
}

/** A document as the store answers it; `etag` guards the next write of its draft. */
export interface StoredDocument<D> {
  body: D;
  etag: string | null;
  /** Number of the published version, null before the first publish. */
  published: number | null;
  isDraft: boolean;
  problems: Fault[];
}

export interface DocumentEntry {
  key: string;
  kind: string;
  label: LocalizedText;
  published: number | null;
  hasDraft: boolean;
  publishedAt: string | null;
  updatedAt: string | null;
}

export interface PlanStep {
  kind: string;
  text: string;
  object?: { kind: string; key: string; field?: string | null };
  rows_affected?: number | null;
  cells_lost?: number | null;
  lock?: string | null;
}

/** A fault of any document of the app, for a publish can break others than its own. */
export interface PlanProblem extends Fault {
  kind?: string;
  key?: string;
}

export interface PublishPlan {
  ok: boolean;
  documents: { kind: string; key: string; from_version: number | null; to_version: number }[];
  steps: PlanStep[];
  problems: PlanProblem[];
  dependents: { kind: string; key: string; label: LocalizedText; reason: string }[];
  consent_required: { code: string; text: string; token: string }[];
}

export interface VersionEntry {
  version: number;
  sha256?: string;
  published_at: string | null;
  published_by: string | null;
  current: boolean;
}

type Raw = Record<string, unknown>;

export function pathOf({ app, kind, key }: DocumentAddress): string {
  return `/apps/${encodeURIComponent(app)}/${kind}/${encodeURIComponent(key)}`;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function nameOf(value: unknown): string | null {
  if (typeof value === "object" && value !== null && "name" in value) return textOf(value.name);
  return textOf(value);
}

function storedOf<D>(raw: Raw, etag: string | null): StoredDocument<D> {
  return {
    body: raw.body as D,
    etag: etag ?? textOf(raw.etag),
    published: numberOf(raw.published_version) ?? (raw.state === "published" ? numberOf(raw.version) : null),
    isDraft: raw.state === "draft" || raw.draft === true,
    problems: Array.isArray(raw.problems) ? (raw.problems as Fault[]) : [],
  };
}

/** Load the draft, or the published version when there is no draft. */
export async function loadDraft<D>(address: DocumentAddress, signal?: AbortSignal): Promise<StoredDocument<D>> {
  const response = await send("GET", pathOf(address), { query: { version: "draft" }, signal });
  return storedOf<D>((await response.json()) as Raw, response.headers.get("ETag"));
}

export type SaveResult =
  | { kind: "saved"; etag: string; problems: Fault[] }
  | { kind: "conflict" }
  | { kind: "failed"; message: string; problems: Fault[]; offline: boolean };

/** Save the draft under the tag it was read with; never throws. */
export async function saveDraft(address: DocumentAddress, body: unknown, etag: string | null): Promise<SaveResult> {
  try {
    const response = await send("PUT", `${pathOf(address)}/draft`, { body: { body }, ifMatch: etag });
    const raw = (await response.json()) as Raw;
    const answer = storedOf<unknown>(raw, response.headers.get("ETag"));
    return { kind: "saved", etag: answer.etag ?? "", problems: answer.problems };
  } catch (error) {
    if (error instanceof ApiError && (error.status === 412 || error.status === 428)) return { kind: "conflict" };
    if (error instanceof ApiError) {
      return { kind: "failed", message: error.detail, problems: [...error.errors], offline: false };
    }
    return { kind: "failed", message: "", problems: [], offline: error instanceof NetworkError };
  }
}

export function planPublish(address: DocumentAddress): Promise<PublishPlan> {
  return api.post<PublishPlan>(`${pathOf(address)}/publish`, {}, { query: { dry_run: true } });
}

export function publish(address: DocumentAddress, consent: string[]): Promise<unknown> {
  return api.post(`${pathOf(address)}/publish`, { consent });
}

/** Plan the publish of all drafts of an app as one change set. */
export function planAll(app: string): Promise<PublishPlan> {
  return api.post<PublishPlan>(`/apps/${encodeURIComponent(app)}/publish`, { consent: [] }, { query: { dry_run: true } });
}

/** Publish all drafts of an app as one change set. */
export function publishAll(app: string, consent: string[]): Promise<unknown> {
  return api.post(`/apps/${encodeURIComponent(app)}/publish`, { consent });
}

export async function listVersions(address: DocumentAddress): Promise<VersionEntry[]> {
  const answer = await api.get<Raw | Raw[]>(`${pathOf(address)}/versions`);
  const items = Array.isArray(answer) ? answer : ((answer.items ?? answer.versions ?? []) as Raw[]);
  return items
    .map((raw) => ({
      version: numberOf(raw.version) ?? 0,
      sha256: textOf(raw.sha256) ?? undefined,
      published_at: textOf(raw.published_at) ?? textOf(raw.created_at),
      published_by: nameOf(raw.published_by) ?? nameOf(raw.created_by),
      current: raw.current === true || raw.is_current === true,
    }))
    .sort((left, right) => right.version - left.version);
}

/** Load the body of a published version. */
export async function loadVersion<D>(address: DocumentAddress, version: number): Promise<D> {
  const answer = await api.get<{ body: D }>(pathOf(address), { query: { version: String(version) } });
  return answer.body;
}

export function planRevert(address: DocumentAddress, version: number): Promise<PublishPlan> {
  return api.post<PublishPlan>(`${pathOf(address)}/revert`, { version, consent: [] }, { query: { dry_run: true } });
}

/** Publish an old version again. */
export function revert(address: DocumentAddress, version: number, consent: string[]): Promise<unknown> {
  return api.post(`${pathOf(address)}/revert`, { version, consent });
}

/** Hide a published document; refused while another one refers to it. */
export function deleteDocument(address: DocumentAddress): Promise<unknown> {
  return api.delete(pathOf(address));
}

export function deleteDraft(address: DocumentAddress, etag: string | null): Promise<unknown> {
  return api.delete(`${pathOf(address)}/draft`, { ifMatch: etag });
}

export async function listDocuments(app: string, kind: string, signal?: AbortSignal): Promise<DocumentEntry[]> {
  const answer = await api.get<Raw | Raw[]>(`/apps/${encodeURIComponent(app)}/${kind}`, { signal });
  const items = Array.isArray(answer) ? answer : ((answer.items ?? []) as Raw[]);
  return items.map((raw) => ({
    key: String(raw.key),
    kind,
    label: (raw.label as LocalizedText) ?? String(raw.key),
    published: numberOf(raw.published_version) ?? numberOf(raw.version),
    hasDraft: raw.has_draft === true || raw.draft === true || raw.state === "draft",
    publishedAt: textOf(raw.published_at),
    updatedAt: textOf(raw.updated_at),
  }));
}
