import type { CompiledForm, View } from "@/api/types";
import { pickLabel } from "@/i18n/language";

export interface ViewTab {
  key: string;
  label: string;
  kind: "list" | "kanban";
  /** The saved view behind the tab; none for the built-in ones. */
  view: View | null;
}

export const KANBAN = "kanban";

/** The form's saved views as tabs; list and kanban exist even when nobody saved one. */
export function viewTabs(form: CompiledForm, language: string, words: { list: string; kanban: string }): ViewTab[] {
  const saved = (form.views ?? [])
    .filter((view) => view.type === "list" || (view.type === "kanban" && form.stages.length > 0))
    .map((view, index): ViewTab => {
      const kind = view.type === "kanban" ? "kanban" : "list";
      return { key: view.key ?? `${kind}_${index}`, label: pickLabel(view.label, language, words[kind]), kind, view: view.key ? view : null };
    });
  if (!saved.some((tab) => tab.kind === "list")) saved.unshift({ key: "list", label: words.list, kind: "list", view: null });
  if (form.stages.length > 0 && !saved.some((tab) => tab.kind === "kanban")) saved.push({ key: KANBAN, label: words.kanban, kind: "kanban", view: null });
  return saved;
}

/** The tab of an address; `?view=kanban` finds the kanban whatever its key is. */
export function currentTab(tabs: readonly ViewTab[], wanted: string | undefined): ViewTab {
  return tabs.find((tab) => tab.key === wanted) ?? tabs.find((tab) => wanted === KANBAN && tab.kind === "kanban") ?? tabs[0];
}

/** Columns that a list view names. */
export function viewColumns(view: View | null): string[] | undefined {
  if (!Array.isArray(view?.columns)) return undefined;
  return view.columns.map((entry) => (typeof entry === "string" ? entry : String((entry as { field?: string }).field ?? ""))).filter(Boolean);
}
