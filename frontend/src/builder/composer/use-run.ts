/** Runs a report while it is edited: on request, or by itself a moment after the last edit. */
import { useCallback, useEffect, useRef, useState } from "react";

import { api } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { BoardTile, ReportData } from "@/api/types";

import { previewSpec } from "./model/preview-spec";
import type { ReportDocument } from "./model/report-document";

export const AUTO_DELAY = 600;

type Answer = ReportData & { spec?: Record<string, unknown> | null; chart?: { spec?: Record<string, unknown> } | null; data?: Record<string, unknown>[] };

export interface Run {
  answer: Answer | null;
  fault: unknown;
  isRunning: boolean;
  /** Milliseconds of the last finished run. */
  elapsed: number | null;
  run: () => void;
  cancel: () => void;
}

export async function queryReport(app: string, report: ReportDocument, signal?: AbortSignal): Promise<Answer> {
  return api.post<Answer>(`/apps/${encodeURIComponent(app)}/reports/query`, { report, filters: [] }, { signal });
}

/** Return an answer as the tile that shows it. */
export function tileOf(id: string, title: string, report: ReportDocument, answer: Answer | null, fault: unknown): BoardTile {
  const problem = fault instanceof ApiError ? { pointer: "", code: fault.code, message: fault.errors[0]?.message ?? fault.detail } : null;
  const spec = answer?.spec ?? answer?.chart?.spec ?? (answer && report.chart ? previewSpec(report.chart, answer.columns) : null);
  return { id, title, columns: answer?.columns ?? [], rows: answer?.rows ?? [], spec: spec ?? null, summary: answer?.summary ?? null, problem };
}

export function useRun(app: string, report: ReportDocument, isAuto: boolean): Run {
  const [state, setState] = useState<Omit<Run, "run" | "cancel">>({ answer: null, fault: null, isRunning: false, elapsed: null });
  const running = useRef<AbortController | null>(null);
  const latest = useRef(report);
  latest.current = report;

  const cancel = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState((previous) => ({ ...previous, isRunning: false }));
  }, []);
  const run = useCallback(() => {
    const current = latest.current;
    if (!current.source || columnsOf(current) === 0) return;
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const start = performance.now();
    setState((previous) => ({ ...previous, isRunning: true }));
    queryReport(app, current, controller.signal).then(
      (answer) => {
        if (running.current === controller) setState({ answer, fault: null, isRunning: false, elapsed: Math.round(performance.now() - start) });
      },
      (fault: unknown) => {
        if (running.current === controller) setState((previous) => ({ ...previous, fault, isRunning: false }));
      },
    );
  }, [app]);

  useEffect(() => {
    if (!isAuto) return undefined;
    const timer = setTimeout(run, AUTO_DELAY);
    return () => clearTimeout(timer);
  }, [report, isAuto, run]);
  useEffect(() => () => running.current?.abort(), []);
  return { ...state, run, cancel };
}

function columnsOf(report: ReportDocument): number {
  return (report.dimensions?.length ?? 0) + (report.measures?.length ?? 0);
}
