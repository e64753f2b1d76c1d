import { useQueries } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import type { ImportRun } from "@/api/imports";
import { useMe } from "@/api/session";
import { formatInstant, formatNumber } from "@/fields/common/format";
import { InternalLink } from "@/ui/internal-link";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

import { UndoButton } from "./undo-button";

/** Past imports of all forms, newest first, each to be taken back. */
export default function ImportsPage() {
  const { t, i18n } = useTranslation("imports");
  const me = useMe();
  const forms = me.apps.flatMap((app) => app.forms.map((form) => ({ app: app.key, key: form.key, label: form.label })));
  const lists = useQueries({
    queries: forms.map((form) => ({
      queryKey: ["imports", form.app, form.key],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<{ items: ImportRun[] }>(`/apps/${form.app}/forms/${form.key}/imports`, { signal }),
      retry: false,
    })),
  });
  const rows = lists
    .flatMap((list, index) => (list.data?.items ?? []).map((run) => ({ run, form: forms[index] })))
    .sort((left, right) => (right.run.created_at ?? "").localeCompare(left.run.created_at ?? ""));
  return (
    <Page
      title={t("title")}
      width={1100}
      actions={<Button onClick={() => void Promise.all(lists.map((list) => list.refetch()))}>{t("action.refresh", { ns: "app" })}</Button>}
    >
      {lists.some((list) => list.isPending) ? (
        <Loading />
      ) : rows.length === 0 ? (
        <StateCard title={t("empty")} text={t("emptyText")} />
      ) : (
        <div style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label={t("title")}>
          <table className="plain-table">
            <thead>
              <tr>
                {["at", "form", "file", "state", "created", "updated", "refused"].map((key) => (
                  <th key={key} scope="col" className={["created", "updated", "refused"].includes(key) ? "numeric" : undefined}>
                    {t(`columns.${key}`)}
                  </th>
                ))}
                <th scope="col">
                  <span className="visually-hidden">{t("columns.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ run, form }) => (
                <tr key={run.id}>
                  <td>{run.created_at && formatInstant(run.created_at, i18n.language)}</td>
                  <td>
                    <InternalLink href={`/apps/${form.app}/${form.key}`}>{form.label}</InternalLink>
                  </td>
                  <td>{run.file_name}</td>
                  <td>{t(`states.${run.state}`, { defaultValue: run.state })}</td>
                  {(["created", "updated", "refused"] as const).map((key) => (
                    <td key={key} className="numeric">
                      {run[key] != null && formatNumber(run[key], i18n.language, 0)}
                    </td>
                  ))}
                  <td>{run.state === "done" && <UndoButton app={form.app} form={form.key} run={run} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  );
}
