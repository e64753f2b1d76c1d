import "./today.css";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { useMe } from "@/api/session";
import { tasksQuery } from "@/api/tasks";
import type { RecordPage } from "@/api/types";
import { formatInstant, formatRelative } from "@/fields/common/format";
import { FaultState } from "@/ui/fault-state";
import { InternalLink } from "@/ui/internal-link";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

/** Forms whose open records stand here; more would bury the day's work. */
const MOST_FORMS = 4;
const MOST_RECORDS = 6;

/** What waits for this user: decisions, then own open records, longest untouched first. */
export default function TodayPage() {
  const { t, i18n } = useTranslation("today");
  const me = useMe();
  const tasks = useQuery(tasksQuery("mine"));
  const forms = me.apps
    .flatMap((app) => app.forms.filter((form) => form.has_flow).map((form) => ({ app: app.key, key: form.key, label: form.label })))
    .slice(0, MOST_FORMS);
  const open = useQueries({
    queries: forms.map((form) => ({
      queryKey: ["records", form.app, form.key, "today", me.id],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<RecordPage>(`/apps/${form.app}/forms/${form.key}/records`, {
          query: { filter: "is_me(owner) and closed = false", sort: "updated_at", limit: MOST_RECORDS, count: "capped" },
          signal,
        }),
      retry: false,
    })),
  });
  const waiting = tasks.data ?? [];
  const nothing = me.apps.length === 0;
  return (
    <Page title={t("title")} heading={t("hello", { name: me.name })} width={1200}>
      {nothing ? (
        <StateCard title={t("noApps")} text={t("noAppsText")} />
      ) : (
        <div className="today">
          <section aria-labelledby="today-tasks" className="today-panel">
            <h2 id="today-tasks">{t("tasks")}</h2>
            {tasks.isPending ? (
              <Loading />
            ) : tasks.isError ? (
              <FaultState error={tasks.error} onRetry={() => void tasks.refetch()} />
            ) : waiting.length === 0 ? (
              <p className="today-empty">{t("noTasks")}</p>
            ) : (
              <ul>
                {waiting.slice(0, 8).map((task) => {
                  const late = task.due_at !== null && new Date(task.due_at) < new Date();
                  return (
                    <li key={task.id}>
                      <InternalLink href="/inbox">{task.title}</InternalLink>
                      <small data-late={late || undefined}>
                        {task.record.title}
                        {task.due_at && ` · ${t(late ? "late" : "due", { at: formatInstant(task.due_at, i18n.language) })}`}
                      </small>
                    </li>
                  );
                })}
              </ul>
            )}
          </section>
          {forms.map((form, index) => {
            const answer = open[index];
            const items = answer.data?.items ?? [];
            return (
              <section key={form.app + form.key} aria-labelledby={`today-${form.key}`} className="today-panel">
                <h2 id={`today-${form.key}`}>
                  <InternalLink href={`/apps/${form.app}/${form.key}`}>{t("openOf", { form: form.label })}</InternalLink>
                </h2>
                {answer.isPending ? (
                  <Loading />
                ) : answer.isError ? (
                  <FaultState error={answer.error} onRetry={() => void answer.refetch()} />
                ) : items.length === 0 ? (
                  <p className="today-empty">{t("noOpen")}</p>
                ) : (
                  <ul>
                    {items.map((record) => (
                      <li key={record.id}>
                        <InternalLink href={`/apps/${form.app}/${form.key}/${record.id}`}>{record.title || record.id}</InternalLink>
                        <small title={formatInstant(record.updated_at, i18n.language)}>
                          {t("touched", { when: formatRelative(record.updated_at, i18n.language) })}
                        </small>
                      </li>
                    ))}
                  </ul>
                )}
              </section>
            );
          })}
        </div>
      )}
    </Page>
  );
}
