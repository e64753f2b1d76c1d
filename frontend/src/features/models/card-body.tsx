import { useTranslation } from "react-i18next";

import type { Json } from "@/api/types";
import { formatNumber, formatPercent } from "@/fields/common/format";

type Card = Record<string, Json>;
interface Figures {
  auc?: { value: number; low: number; high: number };
  brier_skill?: { value: number; low: number; high: number };
  brier?: number;
  log_loss?: number;
  calibration_error?: number;
  accuracy?: number;
  majority_accuracy?: number;
  lift_top_tenth?: number;
  reliability?: { predicted: number; observed: number; rows: number }[];
}

/** The card's parts, each only where the model has it. */
export function CardBody({ card }: { card: Card }) {
  const { t } = useTranslation("models");
  const metrics = (card.metrics ?? {}) as unknown as Record<string, Figures>;
  const chosen = typeof card.chosen === "string" ? card.chosen : "";
  const reliability = metrics[chosen]?.reliability ?? [];
  return (
    <>
      {Object.keys(metrics).length > 0 && (
        <Part title={t("parts.quality")}>
          <Metrics metrics={metrics} chosen={chosen} />
        </Part>
      )}
      {reliability.length > 0 && (
        <Part title={t("parts.calibration")}>
          <Reliability bins={reliability} />
        </Part>
      )}
      {Array.isArray(card.segments) && (
        <Part title={t("parts.segments")}>
          <Objects items={card.segments as Card[]} />
        </Part>
      )}
      {isObject(card.solution) && (
        <Part title={t("parts.solution")}>
          <Pairs object={card.solution} />
        </Part>
      )}
      {isObject(card.split) && (
        <Part title={t("parts.split")}>
          <Pairs object={card.split} />
        </Part>
      )}
      {Array.isArray(card.features) && card.features.length > 0 && (
        <Part title={t("parts.features")}>
          <p>{card.features.map(String).join(", ")}</p>
        </Part>
      )}
      {Array.isArray(card.leaks) && card.leaks.length > 0 && (
        <Part title={t("parts.leaks")}>
          <Objects items={card.leaks as Card[]} />
        </Part>
      )}
      {Array.isArray(card.limits) && (
        <Part title={t("parts.limits")}>
          <ul>
            {card.limits.map((limit) => (
              <li key={String(limit)}>{t(`limits.${String(limit)}`, { defaultValue: String(limit) })}</li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={t("parts.origin")}>
        <Pairs object={pick(card, ["plugin", "plugin_version", "rows", "minimum_rows", "observed_rate", "base_rate", "noise_share", "kept_ids_share", "method", "priced", "seed", "data_sha256"])} />
      </Part>
    </>
  );
}

const isObject = (value: Json | undefined): value is Card => typeof value === "object" && value !== null && !Array.isArray(value);
const pick = (card: Card, keys: string[]): Card => Object.fromEntries(keys.filter((key) => card[key] != null).map((key) => [key, card[key]]));

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="card-part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Metrics({ metrics, chosen }: { metrics: Record<string, Figures>; chosen: string }) {
  const { t, i18n } = useTranslation("models");
  const number = (value: number | undefined, digits = 3) => (value === undefined ? "–" : formatNumber(value, i18n.language, digits));
  const range = (figure: Figures["auc"]) => (figure ? `${number(figure.value)} (${number(figure.low)} – ${number(figure.high)})` : "–");
  return (
    <div style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label={t("parts.quality")}>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t("candidate")}</th>
            <th scope="col" className="numeric">{t("auc")}</th>
            <th scope="col" className="numeric">{t("skill")}</th>
            <th scope="col" className="numeric">{t("logLoss")}</th>
            <th scope="col" className="numeric">{t("calibrationError")}</th>
            <th scope="col" className="numeric">{t("lift")}</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(metrics).map(([name, figures]) => (
            <tr key={name}>
              <th scope="row">
                {t(`candidates.${name}`, { defaultValue: name })}
                {name === chosen && ` ✓ ${t("chosen")}`}
              </th>
              <td className="numeric">{range(figures.auc)}</td>
              <td className="numeric">{range(figures.brier_skill)}</td>
              <td className="numeric">{number(figures.log_loss)}</td>
              <td className="numeric">{number(figures.calibration_error)}</td>
              <td className="numeric">{number(figures.lift_top_tenth, 2)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SIDE = 220;

function Reliability({ bins }: { bins: NonNullable<Figures["reliability"]> }) {
  const { t, i18n } = useTranslation("models");
  const at = (value: number) => 10 + value * (SIDE - 20);
  const percent = (value: number) => formatPercent(value, i18n.language, 0);
  return (
    <div style={{ display: "flex", flexWrap: "wrap", gap: 24 }}>
      <svg width={SIDE} height={SIDE} viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={t("reliability")}>
        <rect x={10} y={10} width={SIDE - 20} height={SIDE - 20} fill="none" stroke="var(--triloom-color-border)" />
        <line x1={at(0)} y1={SIDE - at(0)} x2={at(1)} y2={SIDE - at(1)} stroke="var(--triloom-color-text-tertiary)" strokeDasharray="4 4" />
        {bins.map((bin, index) => (
          <circle key={index} cx={at(bin.predicted)} cy={SIDE - at(bin.observed)} r={5} fill="var(--triloom-color-primary)" />
        ))}
      </svg>
      <table className="plain-table" style={{ width: "auto" }}>
        <thead>
          <tr>
            <th scope="col" className="numeric">{t("predicted")}</th>
            <th scope="col" className="numeric">{t("observed")}</th>
            <th scope="col" className="numeric">{t("rows")}</th>
          </tr>
        </thead>
        <tbody>
          {bins.map((bin, index) => (
            <tr key={index}>
              <td className="numeric">{percent(bin.predicted)}</td>
              <td className="numeric">{percent(bin.observed)}</td>
              <td className="numeric">{formatNumber(bin.rows, i18n.language, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function valueText(value: Json, language: string): string {
  if (typeof value === "number") return formatNumber(value, language);
  if (Array.isArray(value)) return value.map((part) => valueText(part, language)).join(", ");
  if (typeof value === "object" && value !== null) {
    const localized = value[language] ?? value.en;
    if (typeof localized === "string") return localized;
    return Object.entries(value)
      .map(([key, part]) => `${key}: ${valueText(part, language)}`)
      .join(", ");
  }
  return value === null ? "–" : String(value);
}

function Pairs({ object }: { object: Card }) {
  const { t, i18n } = useTranslation("models");
  return (
    <dl className="card-pairs">
      {Object.entries(object).map(([key, value]) => (
        <div key={key}>
          <dt>{t(`facts.${key}`, { defaultValue: key })}</dt>
          <dd>{valueText(value, i18n.language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Objects({ items }: { items: Card[] }) {
  const { t, i18n } = useTranslation("models");
  const keys = [...new Set(items.flatMap((item) => Object.keys(item)))].slice(0, 7);
  return (
    <div style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label={t("parts.segments")}>
      <table className="plain-table">
        <thead>
          <tr>
            {keys.map((key) => (
              <th key={key} scope="col">
                {t(`facts.${key}`, { defaultValue: key })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item, index) => (
            <tr key={index}>
              {keys.map((key) => (
                <td key={key}>{valueText(item[key] ?? null, i18n.language)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
