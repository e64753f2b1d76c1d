import { Button, Segmented, Switch } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { DataTable } from "@/charts/data-table";
import { Tile } from "@/charts/tile";
import type { Column } from "@/charts/values";
import { useFaultText } from "@/ui/fault-state";
import { ApiError } from "@/api/problem";

import type { FieldInfo } from "../core/form-fields";
import { isDateType, type ReportDocument } from "./model/report-document";
import { setView, suggestViews, type View, viewOf } from "./model/suggestions";
import type { Change } from "./shelves";
import { type Run, tileOf } from "./use-run";

interface Props {
  title: string;
  report: ReportDocument;
  fields: readonly FieldInfo[];
  run: Run;
  isAuto: boolean;
  onAuto: (isAuto: boolean) => void;
  change: Change;
}

/** The answer of the report: how it is shown, the chart, and the table below it. */
export function Result({ title, report, fields, run, isAuto, onAuto, change }: Props) {
  const { t } = useTranslation("composer");
  const faultText = useFaultText();
  const id = useId();
  const [showsTable, setShowsTable] = useState(true);
  const facts = (report.dimensions ?? []).map((dimension) => {
    const type = fields.find((field) => field.path === dimension.field)?.type ?? "";
    return { isDate: isDateType(type) || Boolean(dimension.grain), isStage: type === "stage" };
  });
  const current = viewOf(report);
  const views = suggestViews(report, facts);
  const offered: View[] = views.includes(current) ? views : [...views, current];
  const { answer } = run;
  return (
    <div className="composer-result">
      <div className="composer-bar">
        <Segmented
          aria-label={t("view.title")}
          value={current}
          onChange={(view) => change((draft) => setView(draft, view))}
          options={offered.map((view) => ({ value: view, label: t(`view.${view}`) }))}
        />
        <span className="builder-spring" />
        <label htmlFor={id}>{t("run.auto")}</label>
        <Switch id={id} size="small" checked={isAuto} onChange={onAuto} />
        {run.isRunning ? (
          <Button onClick={run.cancel}>{t("run.cancel")}</Button>
        ) : (
          <Button onClick={run.run} title="Ctrl+Enter">
            {t("run.run")}
          </Button>
        )}
      </div>
      {run.fault !== null && !(run.fault instanceof ApiError) && <p role="alert" className="builder-error">{faultText(run.fault)}</p>}
      {answer || run.fault ? (
        <>
          <div className="composer-chart" data-testid="report-chart">
            <Tile tile={tileOf("preview", title, report, answer, run.fault)} />
          </div>
          <p className="builder-hint" role="status">
            {answer && t("run.rows", { count: answer.rows.length })}
            {run.elapsed !== null && ` · ${t("run.elapsed", { milliseconds: run.elapsed })}`}
            {answer?.truncated ? ` · ${t("run.truncated")}` : ""}
          </p>
          {answer && current !== "table" && (
            <>
              <Button type="link" size="small" aria-expanded={showsTable} onClick={() => setShowsTable(!showsTable)}>
                {t(showsTable ? "run.hideTable" : "run.showTable")}
              </Button>
              {showsTable && (
                <div className="composer-table">
                  <DataTable columns={answer.columns as Column[]} rows={answer.rows} label={t("run.table")} />
                </div>
              )}
            </>
          )}
        </>
      ) : (
        <p className="builder-hint" role="status">
          {t("run.nothing")}
        </p>
      )}
    </div>
  );
}
