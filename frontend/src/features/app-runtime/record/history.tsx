import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import type { CompiledForm, Json, PersonReference, RecordItem } from "@/api/types";
import { cellOf } from "@/fields/cells";
import { formatInstant, formatRelative } from "@/fields/common/format";
import { titleOf } from "@/fields/common/titles";
import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { StateCard } from "@/ui/state-card";

interface Change {
  field: string;
  label: string;
  before?: Json;
  after?: Json;
  /** Number of changed rows, for sub-tables. */
  rows?: number;
}
interface HistoryEntry {
  seq: number;
  at: string;
  actor: PersonReference | null;
  op: string;
  source?: string;
  changes: Change[];
}

/** A change of stage says all that its companions would; a new record lists only what it was given. */
function isTold(entry: HistoryEntry, change: Change): boolean {
  if (["stage_kind", "stage_entered_at", "closed"].includes(change.field)) return !entry.changes.some((other) => other.field === "stage");
  return entry.op !== "create" || change.after != null || change.rows !== undefined;
}

/** Who changed what and when, newest first. */
export function History({ app, form, record, compiled }: { app: string; form: string; record: RecordItem; compiled: CompiledForm }) {
  const { t, i18n } = useTranslation("app-runtime");
  const history = useQuery({
    queryKey: ["history", app, form, record.id],
    queryFn: ({ signal }) => api.get<{ items: HistoryEntry[] }>(`/apps/${app}/forms/${form}/records/${record.id}/history`, { signal }),
  });
  if (history.isPending) return <Loading />;
  if (history.isError) return <FaultState error={history.error} onRetry={() => void history.refetch()} />;
  const items = history.data.items ?? [];
  if (items.length === 0) return <StateCard title={t("history.empty")} />;
  const show = (key: string, value: Json | undefined) => {
    if (value == null || value === "") return <em>{t("history.nothing")}</em>;
    const field = compiled.fields.find((entry) => entry.key === key || entry.id === key);
    if (key === "stage") return compiled.stages.find((stage) => stage.key === value)?.label ?? String(value);
    if (key === "owner_id") return record.owner?.id === value ? record.owner.name : `…${String(value).slice(-6)}`;
    if (key.endsWith("_at")) return formatInstant(String(value), i18n.language);
    if (typeof value === "boolean" && !field) return t(value ? "state.yes" : "state.no", { ns: "app" });
    if (field?.type === "link" || field?.type === "user") {
      if (titleOf(record.links[field.key], value) === null) return `…${String(value).slice(-6)}`;
    }
    if (!field) return typeof value === "object" ? JSON.stringify(value) : String(value);
    const Cell = cellOf(field.type);
    return <Cell field={field} value={value} link={record.links[field.key]} app={app} language={i18n.language} dense={field.type === "subtable"} />;
  };
  const labelOf = (change: Change) => t(`system.${change.field}`, { defaultValue: change.label || change.field });
  return (
    <ol className="history">
      {items.map((entry) => (
        <li key={entry.seq}>
          <div>
            <strong>{entry.actor?.name ?? t("history.system")}</strong>{" "}
            {t(`history.op.${entry.op}`, { defaultValue: entry.op })}{" "}
            <time dateTime={entry.at} title={formatInstant(entry.at, i18n.language)}>
              {formatRelative(entry.at, i18n.language)}
            </time>
          </div>
          {entry.changes.length > 0 && (
            <dl>
              {entry.changes.filter((change) => isTold(entry, change)).map((change) => (
                <div key={change.field}>
                  <dt>{labelOf(change)}</dt>
                  <dd>
                    {change.rows !== undefined && t("history.rows", { count: change.rows })}
                    {change.rows === undefined && change.before != null && (
                      <>
                        <del>{show(change.field, change.before)}</del> <span aria-hidden>→</span>
                        <span className="visually-hidden">{t("history.becomes")}</span>{" "}
                      </>
                    )}
                    {change.rows === undefined && <ins>{show(change.field, change.after)}</ins>}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </li>
      ))}
    </ol>
  );
}
