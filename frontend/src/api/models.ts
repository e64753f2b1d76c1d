import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { Json } from "./types";

export interface Interval {
  value: number;
  low: number;
  high: number;
}
export interface ModelVersion {
  number: number;
  state: string;
  reason: string | null;
  reason_text: string | null;
  trained_at: string;
  rows: number | null;
  chosen: string | null;
  base_rate: number | null;
  auc: Interval | null;
  brier_skill: Interval | null;
}
export interface ModelRun {
  kind: string;
  status: string;
  error: string | null;
  started_at: string;
  ended_at: string | null;
}
export interface Model {
  key: string;
  label: string;
  plugin: string;
  plugin_label: string;
  form: string;
  field: string | null;
  state: string;
  live: number | null;
  versions: ModelVersion[];
  last_run: ModelRun | null;
}
export interface ModelCard extends ModelVersion {
  card: Record<string, Json>;
  forecast: Json[];
}

const BUSY = new Set(["queued", "running", "pending", "started"]);
/** True while a training or scoring of the model runs. */
export const isBusy = (model: Model): boolean => model.last_run !== null && model.last_run.ended_at === null && BUSY.has(model.last_run.status);

/** All models of an app; asked again every two seconds while one is training. */
export const modelsQuery = (app: string) =>
  queryOptions({
    queryKey: ["models", app],
    queryFn: async ({ signal }) => (await api.get<{ items: Model[] }>(`/apps/${app}/models-overview`, { signal })).items,
    refetchInterval: (query) => (query.state.data?.some(isBusy) ? 2000 : false),
  });

/** The card of one version. */
export const cardQuery = (app: string, model: string, version: number) =>
  queryOptions({
    queryKey: ["model-card", app, model, version],
    queryFn: ({ signal }) => api.get<ModelCard>(`/apps/${app}/models/${model}/card`, { query: { version }, signal }),
  });

/** Starts a training in the background. */
export const trainModel = (app: string, model: string) => api.post<{ job: string }>(`/apps/${app}/models/${model}/train`, {});

/** Puts a version live; against the rule a note is needed. */
export const promoteModel = (app: string, model: string, version: number, note: string) =>
  api.post<ModelVersion>(`/apps/${app}/models/${model}/promote`, { version, note: note || null });
