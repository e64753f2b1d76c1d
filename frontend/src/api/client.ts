import i18next from "i18next";

import { ApiError, NetworkError } from "./problem";

export const API_BASE = "/api/v1";

type QueryValue = string | number | boolean | null | undefined;
export interface RequestOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** Base revision of the thing that is changed; sent as `If-Match`. */
  ifMatch?: string | number | null;
  /** Same key, same effect: pass one when a retry must not repeat the write. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  accept?: string;
}

let csrfToken: string | null = null;
/** Remembers the token that every write must carry; comes with `/me` and the session. */
export function setCsrfToken(token: string | null | undefined): void {
  csrfToken = token ?? null;
}

/** The address of an API path with its query; empty values are left out. */
export function apiUrl(path: string, query?: Record<string, QueryValue>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `${API_BASE}${path}${text ? `?${text}` : ""}`;
}

function headersOf(method: string, options: RequestOptions): Headers {
  const headers = new Headers({
    Accept: options.accept ?? "application/json",
    "Accept-Language": i18next.language || "en",
  });
  if (method !== "GET") {
    if (csrfToken) headers.set("X-CSRF-Token", csrfToken);
    headers.set("Idempotency-Key", options.idempotencyKey ?? crypto.randomUUID());
  }
  if (options.ifMatch !== undefined && options.ifMatch !== null) {
    const tag = String(options.ifMatch);
    headers.set("If-Match", tag.startsWith('"') ? tag : `"${tag}"`);
  }
  if (options.body !== undefined && !(options.body instanceof FormData || options.body instanceof Blob)) {
    headers.set("Content-Type", "application/json");
  }
  return headers;
}

async function problemOf(response: Response): Promise<ApiError> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    body = { detail: response.statusText };
  }
  return new ApiError(response.status, body);
}

/** Sends one request with cookie, CSRF token and language; throws {@link ApiError} or {@link NetworkError}. */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const { body } = options;
  let response: Response;
  try {
    response = await fetch(apiUrl(path, options.query), {
      method,
      credentials: "same-origin",
      headers: headersOf(method, options),
      body: body === undefined ? undefined : body instanceof FormData || body instanceof Blob ? body : JSON.stringify(body),
      signal: options.signal,
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NetworkError(error);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function json<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Typed calls; paths are relative to `/api/v1`. */
export const api = {
  get: <T>(path: string, options?: RequestOptions) => json<T>("GET", path, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => json<T>("POST", path, { ...options, body }),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) => json<T>("PUT", path, { ...options, body }),
  patch: <T>(path: string, body?: unknown, options?: RequestOptions) => json<T>("PATCH", path, { ...options, body }),
  delete: <T>(path: string, options?: RequestOptions) => json<T>("DELETE", path, options),
};

/** Saves an answer (export, chart image) as a file of the browser. */
export async function download(
  method: "GET" | "POST",
  path: string,
  name: string,
  options?: RequestOptions,
): Promise<void> {
  const response = await send(method, path, { ...options, accept: "*/*" });
  saveBlob(await response.blob(), name);
}

/** Offers a blob to the user as a download. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
