import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { compiledQuery } from "@/api/records";
import { useMe } from "@/api/session";
import type { CompiledField, CompiledForm, RecordPage } from "@/api/types";
import { formatNumber } from "@/fields/common/format";
import { FaultState } from "@/ui/fault-state";
import { InternalLink } from "@/ui/internal-link";
import { Loading } from "@/ui/loading";
import { StateCard } from "@/ui/state-card";

const MOST = 10;

interface Pointer {
  form: CompiledForm;
  field: CompiledField;
}

/** Records of the app's forms that point at this one, found by their links. */
export function Related({ app, form, recordId }: { app: string; form: string; recordId: string }) {
  const { t, i18n } = useTranslation("app-runtime");
  const me = useMe();
  const keys = me.apps.find((entry) => entry.key === app)?.forms.map((entry) => entry.key) ?? [];
  const forms = useQueries({ queries: keys.map((key) => compiledQuery(app, key)) });
  const pointers: Pointer[] = forms.flatMap((answer) =>
    (answer.data?.fields ?? [])
      .filter((field) => field.type === "link" && field.right !== "mask" && targetOf(field) === form)
      .map((field) => ({ form: answer.data!, field })),
  );
  const filterOf = (pointer: Pointer) => `${pointer.field.key} = '${recordId}'`;
  const found = useQueries({
    queries: pointers.map((pointer) => ({
      queryKey: ["related", app, pointer.form.form.key, pointer.field.key, recordId],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<RecordPage>(`/apps/${app}/forms/${pointer.form.form.key}/records`, {
          query: { filter: filterOf(pointer), sort: "-updated_at", limit: MOST, count: "capped" },
          signal,
        }),
    })),
  });
  const failed = forms.find((answer) => answer.isError) ?? found.find((answer) => answer.isError);
  if (failed) return <FaultState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (forms.some((answer) => answer.isPending) || found.some((answer) => answer.isPending)) return <Loading />;
  const groups = pointers.map((pointer, index) => ({ pointer, page: found[index].data! })).filter(({ page }) => page.items.length > 0);
  if (groups.length === 0) return <StateCard title={t("related.empty")} text={t("related.emptyText")} />;
  return (
    <div style={{ display: "grid", gap: 20 }}>
      {groups.map(({ pointer, page }) => {
        const target = pointer.form.form.key;
        const count = page.count?.value ?? page.items.length;
        return (
          <section key={`${target}/${pointer.field.key}`}>
            <h3 style={{ fontSize: 15, margin: "0 0 8px" }}>
              {pointer.form.form.label} · {pointer.field.label}{" "}
              <InternalLink href={`/apps/${app}/${target}?filter=${encodeURIComponent(filterOf(pointer))}`} style={{ textDecoration: "underline" }}>
                {formatNumber(count, i18n.language, 0)}
                {page.count?.exceeded ? "+" : ""}
                <span className="visually-hidden"> {t("related.all", { form: pointer.form.form.label })}</span>
              </InternalLink>
            </h3>
            <ul style={{ margin: 0, paddingInlineStart: 18 }}>
              {page.items.map((item) => (
                <li key={item.id} style={{ minHeight: 26 }}>
                  <InternalLink href={`/apps/${app}/${target}/${item.id}`}>{item.title || item.id}</InternalLink>
                  {item.stage && <small> · {pointer.form.stages.find((stage) => stage.key === item.stage)?.label ?? item.stage}</small>}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function targetOf(field: CompiledField): string {
  return field.target ?? String(field.settings?.target ?? "");
}
