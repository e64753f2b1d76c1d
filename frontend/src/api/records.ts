import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import { queryClient } from "./query-client";
import type { CompiledForm, Json, RecordItem, RecordPage, Values } from "./types";

export interface RecordListing {
  filter?: string;
  search?: string;
  /** Key of a saved view, whose filter and order the server adds. */
  view?: string;
  sort?: string;
  fields?: string;
  limit?: number;
  count?: "none" | "capped" | "estimate" | "exact";
  trash?: boolean;
}

const base = (app: string, form: string) => `/apps/${app}/forms/${form}`;

/** The form as this user may use it; with a record, as this record's stage shapes it. */
export const compiledQuery = (app: string, form: string, record?: string) =>
  queryOptions({
    queryKey: ["compiled", app, form, record ?? null],
    queryFn: ({ signal }) => api.get<CompiledForm>(`${base(app, form)}/compiled`, { query: { record }, signal }),
    staleTime: record ? 0 : 60_000,
  });

/** Pages of records, by keyset; `limit` rows at a time. */
export const recordsQuery = (app: string, form: string, listing: RecordListing) =>
  infiniteQueryOptions({
    queryKey: ["records", app, form, listing],
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(`${base(app, form)}/records`, {
        query: { ...listing, trash: listing.trash || undefined, cursor: pageParam, count: pageParam ? "none" : (listing.count ?? "capped") },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: (previous) => previous,
  });

/** One record with its revision. */
export const recordQuery = (app: string, form: string, record: string) =>
  queryOptions({
    queryKey: ["record", app, form, record],
    queryFn: ({ signal }) => api.get<RecordItem>(`${base(app, form)}/records/${record}`, { signal }),
    staleTime: 0,
  });

/** Forgets what a write may have changed: the lists, the record, its form and its feed. */
export function forgetRecords(app: string, form: string): void {
  for (const key of ["records", "record", "compiled", "history", "related", "explain", "stage-totals", "tasks"]) {
    void queryClient.invalidateQueries({ queryKey: key === "tasks" ? [key] : key === "compiled" ? [key, app, form] : [key] });
  }
}

/** Creates a record; `idempotencyKey` makes a repeat after a lost answer harmless. */
export const createRecord = (app: string, form: string, values: Values, idempotencyKey: string) =>
  api.post<RecordItem>(`${base(app, form)}/records`, { values }, { idempotencyKey });

/** Changes fields; `rev` is the revision that the user saw. */
export const updateRecord = (app: string, form: string, record: string, values: Values, rev: number) =>
  api.patch<RecordItem>(`${base(app, form)}/records/${record}`, { values }, { ifMatch: rev });

/** Moves a record to the trash. */
export const deleteRecord = (app: string, form: string, record: string, rev: number) =>
  api.delete<void>(`${base(app, form)}/records/${record}`, { ifMatch: rev });

/** Brings a record back from the trash. */
export const restoreRecord = (app: string, form: string, record: string) =>
  api.post<RecordItem>(`${base(app, form)}/records/${record}/restore`, {});

/** Runs a flow action: the only way to change a stage. */
export const runAction = (
  app: string,
  form: string,
  record: string,
  action: string,
  body: { input?: Record<string, Json>; comment?: string },
  rev?: number,
) => api.post<RecordItem>(`${base(app, form)}/records/${record}/actions/${action}`, { input: body.input ?? {}, comment: body.comment ?? "" }, { ifMatch: rev });
