import "./charts.css";

import { DownloadOutlined, LineChartOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { View } from "vega";

import { saveBlob } from "@/api/client";
import type { BoardTile, Json } from "@/api/types";

import { DataTable } from "./data-table";
import { Kpi } from "./kpi";
import { cellText, type Column, isFlat, toCsv, toData } from "./values";
import { VegaChart } from "./vega-chart";

export interface Pick {
  column: Column;
  value: Json;
}

/** A report's answer: chart or number, its sentence, its table and its exports. */
export function Tile({ tile, onPick }: { tile: BoardTile; onPick?: (pick: Pick) => void }) {
  const { t, i18n } = useTranslation("charts");
  const [asTable, setAsTable] = useState(false);
  const view = useRef<View | null>(null);
  const id = useId();
  const columns = tile.columns;
  const data = useMemo(() => tile.data ?? toData(columns, tile.rows), [tile, columns]);
  const dimensions = columns.filter((column) => column.role === "dimension");
  const single = tile.kind === "kpi" || (!tile.spec && dimensions.length === 0 && tile.rows.length > 0);
  const charted = Boolean(tile.spec) && !single && !asTable;
  // Zeros are still rows: their table can be looked at.
  const empty = tile.rows.length === 0 || (charted && isFlat(columns, tile.rows));
  const summary = tile.summary ?? fallbackSummary(columns, tile.rows, i18n.language);

  const pick = (datum: Record<string, unknown>) => {
    const column = dimensions[0];
    if (!column || !onPick) return;
    const row = tile.rows.find((candidate) => dimensions.every((entry) => matches(candidate[columns.indexOf(entry)], datum[entry.key])));
    const value = row ? row[columns.indexOf(column)] : (datum[column.key] as Json);
    if (value !== undefined) onPick({ column, value });
  };
  const save = async (format: string) => {
    const name = tile.title || tile.id;
    if (format === "csv") return saveBlob(new Blob([toCsv(columns, tile.rows)], { type: "text/csv" }), `${name}.csv`);
    if (!view.current) return;
    if (format === "svg") return saveBlob(new Blob([await view.current.toSVG()], { type: "image/svg+xml" }), `${name}.svg`);
    const canvas = await view.current.toCanvas(2);
    canvas.toBlob((blob) => blob && saveBlob(blob, `${name}.png`), "image/png");
  };
  return (
    <section className="tile" aria-labelledby={id}>
      <header>
        <h2 id={id}>{tile.title}</h2>
        {tile.spec && (
          <Button
            size="small"
            type="text"
            icon={asTable ? <LineChartOutlined /> : <TableOutlined />}
            aria-pressed={asTable}
            aria-label={`${t(asTable ? "asChart" : "asTable")}: ${tile.title}`}
            title={t(asTable ? "asChart" : "asTable")}
            onClick={() => setAsTable(!asTable)}
          />
        )}
        {!tile.problem && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: ["csv", ...(charted && !empty ? ["png", "svg"] : [])].map((format) => ({ key: format, label: format.toUpperCase() })),
              onClick: ({ key }) => void save(key),
            }}
          >
            <Button size="small" type="text" icon={<DownloadOutlined />} aria-label={t("export", { title: tile.title })} title={t("exportShort")} />
          </Dropdown>
        )}
      </header>
      <div className="tile-body">
        {tile.problem ? (
          <p role="alert">{tile.problem.message}</p>
        ) : empty ? (
          <p className="tile-empty">{t("empty")}</p>
        ) : single ? (
          <Kpi columns={columns} rows={tile.rows} kpi={tile.kpi} />
        ) : charted ? (
          <VegaChart spec={tile.spec!} rows={data} description={`${tile.title}. ${summary}`} onPick={onPick ? pick : undefined} onView={(next) => (view.current = next)} />
        ) : (
          <DataTable columns={columns} rows={tile.rows} label={tile.title} onPick={onPick ? (column, value) => onPick({ column, value }) : undefined} />
        )}
      </div>
      {!tile.problem && !empty && !single && summary && <p className="tile-summary">{summary}</p>}
      {tile.truncated && <p className="tile-summary">{t("truncated")}</p>}
      {(tile.ignored_filters ?? []).length > 0 && <p className="tile-summary">{t("ignored", { fields: tile.ignored_filters!.join(", ") })}</p>}
    </section>
  );
}

function matches(cell: Json | undefined, datum: unknown): boolean {
  if (cell === datum || String(cell) === String(datum)) return true;
  // Charts read dates as instants.
  return typeof cell === "string" && typeof datum === "number" && new Date(cell.length === 10 ? `${cell}T00:00:00Z` : cell).getTime() === datum;
}

function fallbackSummary(columns: Column[], rows: Json[][], language: string): string {
  const measure = columns.findIndex((column) => column.role === "measure");
  const dimension = columns.findIndex((column) => column.role === "dimension");
  if (measure < 0 || dimension < 0 || rows.length === 0) return "";
  const top = rows.reduce((best, row) => (Number(row[measure]) > Number(best[measure]) ? row : best));
  return `${cellText(top[dimension], columns[dimension], language)}: ${cellText(top[measure], columns[measure], language)}`;
}
