/** What a new document of each kind starts as. */
import { newId } from "@/builder/core/ids";

export interface StarterInput {
  key: string;
  label: Record<string, string>;
  /** Form that the document works on, for kinds that need one. */
  form?: string;
  plugin?: string;
}

export const MAIN_KINDS = ["forms", "flows", "reports", "boards", "roles", "models"] as const;
export const OTHER_KINDS = [
  "metrics",
  "pages",
  "templates",
  "automations",
  "goals",
  "calendars",
  "decision_tables",
  "assignment_rules",
  "standards",
  "segments",
  "rollouts",
] as const;

const SINGULAR: Record<string, string> = { metrics: "metric" };

/** `decision_tables` → `decision_table`. */
export function singular(kind: string): string {
  return SINGULAR[kind] ?? kind.replace(/s$/, "");
}

/** Kinds whose documents work on one form. */
export function needsForm(kind: string): boolean {
  return !["forms", "boards", "roles", "pages", "calendars", "rollouts"].includes(kind);
}

/** Kinds that have a builder page of their own. */
export function hasBuilder(kind: string): boolean {
  return ["forms", "flows", "reports", "boards"].includes(kind);
}

/** Return the body of a new document. */
export function starterOf(kind: string, { key, label, form, plugin }: StarterInput): Record<string, unknown> {
  const base = { kind: singular(kind), key, label };
  switch (kind) {
    case "forms":
      return { ...base, fields: [], layout: [{ id: newId(), type: "section", label: "", columns: 2, items: [] }], rules: [], views: [{ type: "list" }] };
    case "flows":
      return {
        ...base,
        form,
        stages: [],
        nodes: [{ id: newId(), key: "start", type: "start", label: { "zh-CN": "开始", en: "Start" }, position: { x: 0, y: 0 } }],
        edges: [],
      };
    case "reports":
      return { ...base, source: form, dimensions: [], measures: [{ key: "count", aggregate: "count", label: { "zh-CN": "记录数", en: "Records" } }] };
    case "metrics":
      return { ...base, source: form, expression: "count()" };
    case "boards":
      return { ...base, tiles: [] };
    case "roles":
      return { ...base, capabilities: [], grants: [] };
    case "models":
      return { ...base, form, plugin };
    default:
      return needsForm(kind) ? { ...base, form } : base;
  }
}
