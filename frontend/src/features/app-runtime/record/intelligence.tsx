import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import type { CompiledField, CompiledForm, Json, RecordItem } from "@/api/types";
import { cellOf } from "@/fields/cells";
import { formatInstant, formatNumber } from "@/fields/common/format";
import { useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { StateCard } from "@/ui/state-card";

interface Explanation {
  value?: Json;
  state?: string;
  at?: string | null;
  model?: { key: string; version?: number | string; label?: string } | null;
  confidence?: string | number | null;
  note?: string | null;
  summary?: string | null;
  reasons?: { label?: string; feature?: string; text?: string; direction?: string; effect?: number | string; value?: Json }[];
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
          {(data.summary ?? data.note) && <p>{data.summary ?? data.note}</p>}
          {(data.reasons ?? []).length > 0 && (
            <>
              <h4>{t("intelligence.reasons")}</h4>
              <ul>
                {data.reasons!.map((reason, index) => {
                  const effect = reason.effect == null ? null : Number(reason.effect);
                  const up = reason.direction ? reason.direction === "up" || reason.direction === "raises" : (effect ?? 0) > 0;
                  return (
                    <li key={index}>
                      <span aria-hidden>{up ? "▲" : "▼"}</span>{" "}
                      {reason.text ?? t(up ? "intelligence.raises" : "intelligence.lowers", { feature: reason.label ?? reason.feature })}
                      {!reason.text && reason.value != null && ` (${typeof reason.value === "number" ? formatNumber(reason.value, i18n.language) : String(reason.value)})`}
                    </li>
                  );
                })}
              </ul>
            </>
          )}
          {(data.model || data.at) && (
            <p className="opinion-source">
              {data.model && t("intelligence.model", { model: data.model.label ?? data.model.key, version: data.model.version ?? "" })}
              {data.at && ` · ${formatInstant(data.at, i18n.language)}`}
            </p>
          )}
        </>
      )}
    </section>
  );
}
