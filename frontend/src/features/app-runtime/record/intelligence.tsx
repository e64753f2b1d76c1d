import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import type { CompiledField, CompiledForm, Json, RecordItem } from "@/api/types";
import { cellOf } from "@/fields/cells";
import { formatInstant, formatNumber, formatPercent } from "@/fields/common/format";
import { useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { StateCard } from "@/ui/state-card";

interface Reason {
  feature: string;
  label: string;
  value: Json;
  /** Contribution in log-odds; its sign says the direction. */
  contribution: number;
}
interface Explanation {
  value: Json;
  reason: string | null;
  version: number | null;
  plugin?: string;
  state?: string | null;
  computed_at?: string;
  stale?: boolean;
  base_rate?: number | null;
  reasons?: Reason[];
}

/** What the models say of this record, and why. */
export function Intelligence({ app, form, compiled, record }: { app: string; form: string; compiled: CompiledForm; record: RecordItem }) {
  const { t } = useTranslation("app-runtime");
  const fields = compiled.fields.filter((field) => field.type === "computed");
  if (fields.length === 0) return <StateCard title={t("intelligence.empty")} />;
  return (
    <div style={{ display: "grid", gap: 20 }}>
      {fields.map((field) => (
        <Opinion key={field.key} app={app} form={form} field={field} record={record} />
      ))}
    </div>
  );
}

function Opinion({ app, form, field, record }: { app: string; form: string; field: CompiledField; record: RecordItem }) {
  const { t, i18n } = useTranslation("app-runtime");
  const faultText = useFaultText();
  const explanation = useQuery({
    queryKey: ["explain", app, form, record.id, field.key],
    queryFn: ({ signal }) => api.get<Explanation>(`/apps/${app}/forms/${form}/records/${record.id}/computed/${field.key}/explain`, { signal }),
    retry: false,
  });
  const Cell = cellOf(field.type);
  const value = record.values[field.key];
  const data = explanation.data;
  return (
    <section className="opinion">
      <h3>{field.label}</h3>
      <div className="opinion-value">
        {value == null ? t("intelligence.none") : <Cell field={field} value={value} app={app} language={i18n.language} />}
      </div>
      {explanation.isPending && <Loading />}
      {explanation.isError && <p role="note">{faultText(explanation.error)}</p>}
      {data && (
        <>
          {data.reason && <p>{data.reason}</p>}
          {data.stale && <p role="note">{t("intelligence.stale")}</p>}
          {(data.reasons ?? []).length > 0 && (
            <>
              <h4>{t("intelligence.reasons")}</h4>
              <ul>
                {data.reasons!.map((reason) => (
                  <ReasonLine key={reason.feature} reason={reason} largest={Math.abs(data.reasons![0].contribution)} />
                ))}
              </ul>
            </>
          )}
          <p className="opinion-source">
            {[
              data.base_rate != null && t("intelligence.baseRate", { rate: formatPercent(data.base_rate, i18n.language) }),
              data.version != null && t("intelligence.version", { version: data.version }),
              data.computed_at && formatInstant(data.computed_at, i18n.language),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </>
      )}
    </section>
  );
}

function ReasonLine({ reason, largest }: { reason: Reason; largest: number }) {
  const { t, i18n } = useTranslation("app-runtime");
  const raises = reason.contribution > 0;
  const share = largest > 0 ? Math.round((Math.abs(reason.contribution) / largest) * 100) : 0;
  const label = t(`system.${reason.label}`, { defaultValue: reason.label });
  const value =
    reason.value == null
      ? t("state.none", { ns: "app" })
      : typeof reason.value === "number"
        ? formatNumber(reason.value, i18n.language)
        : typeof reason.value === "boolean"
          ? t(reason.value ? "state.yes" : "state.no", { ns: "app" })
          : String(reason.value);
  return (
    <li className="reason">
      <span aria-hidden>{raises ? "▲" : "▼"}</span>
      <span>{t(raises ? "intelligence.raises" : "intelligence.lowers", { feature: label, value })}</span>
      <span aria-hidden className="reason-bar" data-raises={raises || undefined} style={{ width: `${share}px` }} />
    </li>
  );
}
