import { Progress } from "antd";
import { useTranslation } from "react-i18next";

import { type ImportRun, isRunning } from "@/api/imports";
import { formatNumber } from "@/fields/common/format";

/** What an import or its dry run did, with the reason of every refused row. */
export function ImportReport({ run, dry }: { run: ImportRun; dry?: boolean }) {
  const { t, i18n } = useTranslation("app-runtime");
  const number = (value: number | null | undefined) => formatNumber(value ?? 0, i18n.language, 0);
  const percent = run.total ? Math.round(((run.done ?? 0) / run.total) * 100) : undefined;
  const figures: [string, number | null | undefined][] = dry
    ? [["total", run.total], ["valid", (run.done ?? 0) - (run.refused ?? 0)], ["refused", run.refused]]
    : (["total", "created", "updated", "skipped", "refused"] as const).map((key) => [key, run[key]]);
  const rows = run.rows ?? [];
  return (
    <div>
      {isRunning(run) && <Progress percent={percent ?? 0} status="active" aria-label={t("imports.progress")} />}
      <p role="status">
        <strong>{t(`imports.state.${dry && !isRunning(run) ? "checked" : run.state}`, { defaultValue: run.state })}</strong>
        {run.message && ` ${run.message}`}
      </p>
      <dl style={{ display: "flex", flexWrap: "wrap", gap: "8px 28px", margin: "0 0 12px" }}>
        {figures.map(([key, value]) => (
          <div key={key}>
            <dt>{t(`imports.figures.${key}`)}</dt>
            <dd style={{ margin: 0, fontSize: 20, fontVariantNumeric: "tabular-nums" }}>{number(value)}</dd>
          </div>
        ))}
      </dl>
      {rows.length > 0 && (
        <div style={{ maxHeight: "36vh", overflow: "auto" }} tabIndex={0} role="group" aria-label={t("imports.refusedRows")}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col" className="numeric" style={{ width: 80 }}>
                  {t("imports.line")}
                </th>
                <th scope="col">{t("imports.reason")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, index) => (
                <tr key={`${row.line}-${index}`}>
                  <td className="numeric">{row.line}</td>
                  <td>{row.message ?? (row.faults ?? []).map((fault) => fault.message).join(" ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
