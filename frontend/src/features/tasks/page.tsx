import "./tasks.css";

import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { type Box, tasksQuery } from "@/api/tasks";
import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

import { TaskCard } from "./task-card";

const BOXES: readonly Box[] = ["mine", "done", "sent"];

/** Decisions: to take, taken, asked of others; with the facts beside the buttons. */
export default function InboxPage() {
  const { t } = useTranslation("tasks");
  const { box = "mine" } = useSearch({ from: "/signed-in/inbox" });
  const navigate = useNavigate({ from: "/inbox" });
  const tasks = useQuery(tasksQuery(box));
  return (
    <Page title={t("title")} width={900}>
      <div role="group" aria-label={t("boxes")} style={{ display: "flex", gap: 8, marginBottom: 16 }}>
        {BOXES.map((key) => (
          <Button key={key} type={key === box ? "primary" : "default"} aria-pressed={key === box} onClick={() => void navigate({ search: { box: key } })}>
            {t(`box.${key}`)}
          </Button>
        ))}
      </div>
      {tasks.isPending ? (
        <Loading />
      ) : tasks.isError ? (
        <FaultState error={tasks.error} onRetry={() => void tasks.refetch()} />
      ) : tasks.data.length === 0 ? (
        <StateCard role="status" title={t(`empty.${box}`)} text={t(`emptyText.${box}`)} />
      ) : (
        <ul className="task-list" aria-label={t(`box.${box}`)}>
          {tasks.data.map((task) => (
            <TaskCard key={task.id} task={task} />
          ))}
        </ul>
      )}
    </Page>
  );
}
