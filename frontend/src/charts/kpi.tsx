import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";

import type { Json, Kpi as KpiFigures } from "@/api/types";
import { formatPercent } from "@/fields/common/format";

import { cellText, type Column } from "./values";

/** One number in large type, with what it stands beside: the period before, the target, the way it went. */
export function Kpi({ columns, rows, kpi }: { columns: Column[]; rows: Json[][]; kpi?: KpiFigures | null }) {
  const { t, i18n } = useTranslation("charts");
  const language = i18n.language;
  const measures = columns.filter((column) => column.role === "measure");
  const first = measures[0];
  if (kpi && first) {
    const change = kpi.change ?? null;
    return (
      <div className="kpi-block">
        <Figure as="span" text={cellText(kpi.value, first, language)} />
        {change !== null && (
          <span>
            <span aria-hidden>{change > 0 ? "▲" : change < 0 ? "▼" : "="}</span>{" "}
            {t(change >= 0 ? "kpi.up" : "kpi.down", { change: formatPercent(Math.abs(change), language), previous: cellText(kpi.previous ?? null, first, language) })}
          </span>
        )}
        {kpi.of_target != null && kpi.target != null && (
          <span>{t("kpi.target", { share: formatPercent(kpi.of_target, language, 0), target: cellText(kpi.target, first, language) })}</span>
        )}
        {kpi.sparkline && <Sparkline points={kpi.sparkline.map(([, value]) => (value === null ? null : Number(value)))} />}
      </div>
    );
  }
  const row = rows.at(-1) ?? [];
  return (
    <dl className="kpi">
      {columns.map((column, index) =>
        column.role === "measure" ? (
          <div key={column.key}>
            <dt className={measures.length > 1 ? undefined : "visually-hidden"}>{column.label}</dt>
            <Figure as="dd" text={cellText(row[index], column, language)} />
          </div>
        ) : null,
      )}
    </dl>
  );
}

/** A number that is written as large as its tile is wide: a cut number is a wrong number. */
function Figure({ as: Tag, text }: { as: "span" | "dd"; text: string }) {
  return (
    <Tag className="kpi-value" title={text} style={{ "--kpi-length": text.length } as CSSProperties}>
      {text}
    </Tag>
  );
}

const WIDTH = 160;
const HEIGHT = 32;

/** The last periods as a line; the figures themselves are in the table. */
function Sparkline({ points }: { points: (number | null)[] }) {
  const known = points.filter((point): point is number => point !== null);
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const path = points
    .map((point, index) => (point === null ? null : `${(index / (points.length - 1)) * WIDTH},${HEIGHT - 3 - ((point - low) / span) * (HEIGHT - 6)}`))
    .filter((point) => point !== null)
    .join(" ");
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden>
      <polyline points={path} fill="none" stroke="var(--triloom-color-primary)" strokeWidth={2} />
    </svg>
  );
}
