import { HourglassOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { recordTasksQuery } from "@/api/tasks";
import { InternalLink } from "@/ui/internal-link";

/** The decisions that the record waits for, and whose they are. */
export function Waiting({ app, form, recordId }: { app: string; form: string; recordId: string }) {
  const { t } = useTranslation("app-runtime");
  const tasks = useQuery(recordTasksQuery(app, form, recordId));
  const open = (tasks.data ?? []).filter((task) => task.state === "pending");
  if (open.length === 0) return null;
  return (
    <ul className="waiting" role="status">
      {open.map((task) => (
        <li key={task.id}>
          <HourglassOutlined aria-hidden />{" "}
          {task.actions.length > 0 ? (
            <InternalLink href="/inbox">{t("record.waits", { title: task.title })}</InternalLink>
          ) : (
            <strong>{t("record.waits", { title: task.title })}</strong>
          )}{" "}
          {task.assignee && t("record.waitsBy", { name: task.assignee.name })}
        </li>
      ))}
    </ul>
  );
}
