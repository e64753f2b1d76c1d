import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { decideTask } from "@/api/tasks";
import type { Json, Task } from "@/api/types";
import { formatInstant, formatMoney, formatNumber, formatRelative } from "@/fields/common/format";
import { useFaultText } from "@/ui/fault-state";
import { InternalLink } from "@/ui/internal-link";

/** Tasks that one can decide in place; other decisions need their own form. */
const IN_PLACE = ["approve", "reject", "complete", "done"];

/** One decision with its facts; refusing needs a comment, so the asker knows why. */
export function TaskCard({ task }: { task: Task }) {
  const { t, i18n } = useTranslation("tasks");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const client = useQueryClient();
  const id = useId();
  const [comment, setComment] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const language = i18n.language;
  const decide = useMutation({
    mutationFn: (decision: string) => decideTask(task.id, decision, comment.trim()),
    onSuccess: async (_, decision) => {
      void message.success(t(`decided.${decision}`, { title: task.title, defaultValue: t("decided.other", { title: task.title }) }));
      await client.invalidateQueries();
    },
    onError: (error) => setFault(faultText(error)),
  });
  const offered = task.state === "pending" ? (task.actions ?? []).filter((action) => IN_PLACE.includes(action)) : [];
  const late = task.due_at !== null && task.state === "pending" && new Date(task.due_at) < new Date();
  return (
    <li className="task-card" aria-labelledby={`${id}-title`}>
      <div className="task-head">
        <h2 id={`${id}-title`}>{task.title}</h2>
        <span className="task-state">{t(`state.${task.state}`, { defaultValue: task.state })}</span>
      </div>
      <p className="task-source">
        <InternalLink href={`/apps/${task.app}/${task.form.key}/${task.record.id}`}>{task.record.title}</InternalLink>
        <span>{task.form.label}</span>
        {task.requested_by && <span>{t("by", { name: task.requested_by.name })}</span>}
        <time dateTime={task.created_at} title={formatInstant(task.created_at, language)}>
          {formatRelative(task.created_at, language)}
        </time>
        {task.due_at && (
          <span data-late={late || undefined}>
            {t(late ? "late" : "due", { at: formatInstant(task.due_at, language) })}
          </span>
        )}
      </p>
      {task.facts?.length > 0 && (
        <dl className="task-facts">
          {task.facts.map((fact, index) => (
            <div key={index}>
              <dt>{fact.label}</dt>
              <dd>{factText(fact.value, language, t)}</dd>
            </div>
          ))}
        </dl>
      )}
      {offered.length > 0 && (
        <>
          <label htmlFor={`${id}-comment`}>{t("comment")}</label>
          <Input.TextArea
            id={`${id}-comment`}
            autoSize={{ minRows: 1, maxRows: 5 }}
            value={comment}
            onChange={(event) => {
              setComment(event.target.value);
              setFault(null);
            }}
            aria-invalid={fault ? true : undefined}
            aria-describedby={fault ? `${id}-fault` : undefined}
          />
          {fault && (
            <div id={`${id}-fault`} role="alert" className="task-fault">
              {fault}
            </div>
          )}
          <div style={{ display: "flex", gap: 8, marginTop: 8 }}>
            {offered.map((action) => (
              <Button
                key={action}
                type={action === "reject" ? "default" : "primary"}
                danger={action === "reject"}
                loading={decide.isPending && decide.variables === action}
                onClick={() => {
                  if (action === "reject" && comment.trim() === "") setFault(t("commentMissing"));
                  else decide.mutate(action);
                }}
              >
                {t(`action.${action}`, { defaultValue: action })}
              </Button>
            ))}
          </div>
        </>
      )}
    </li>
  );
}

function factText(value: Json, language: string, t: (key: string, options?: { ns: string }) => string): string {
  if (value === null || value === "") return t("state.none", { ns: "app" });
  if (typeof value === "boolean") return t(value ? "state.yes" : "state.no", { ns: "app" });
  if (typeof value === "number") return formatNumber(value, language);
  if (Array.isArray(value)) return value.map((part) => factText(part, language, t)).join(", ");
  if (typeof value === "object") {
    if (value.amount != null) return formatMoney(String(value.amount), String(value.currency ?? "CNY"), language);
    return String(value.title ?? value.label ?? value.name ?? JSON.stringify(value));
  }
  return value;
}
