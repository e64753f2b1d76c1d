import { queryOptions } from "@tanstack/react-query";

import { api } from "./client";
import type { Task } from "./types";

export type Box = "mine" | "done" | "sent";

/** Tasks of a box: to decide, decided, asked for. */
export const tasksQuery = (box: Box) =>
  queryOptions({
    queryKey: ["tasks", box],
    queryFn: async ({ signal }) => {
      const answer = await api.get<{ items: Task[] } | Task[]>("/tasks", { query: { box }, signal });
      return Array.isArray(answer) ? answer : answer.items;
    },
  });

/** Decides a task; the comment is kept in the record's history. */
export const decideTask = (id: string, decision: string, comment: string) =>
  api.post<Task>(`/tasks/${id}/${decision}`, { comment });

/** All tasks of one record, open and closed. */
export const recordTasksQuery = (app: string, form: string, record: string) =>
  queryOptions({
    queryKey: ["tasks", "record", app, form, record],
    queryFn: async ({ signal }) => (await api.get<{ items: Task[] }>(`/apps/${app}/forms/${form}/records/${record}/tasks`, { signal })).items,
    retry: false,
  });
