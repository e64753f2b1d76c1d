import type { CompiledField, CompiledForm, Json } from "@/api/types";
import { isNumericType } from "@/fields/cells";

/** Types that are too big for a cell to be worth a place by default. */
const LONG = new Set(["long_text", "rich_text", "subtable", "attachment", "address"]);
const DEFAULT_COLUMNS = 7;

export interface Column {
  key: string;
  label: string;
  /** Null for the columns of the system. */
  field: CompiledField | null;
  numeric: boolean;
  width: number;
  sortable: boolean;
  /** What sorting by the column names; its key when absent. */
  sortKey?: string;
}

/** The record's title comes first and opens the record. */
export const TITLE_COLUMN = "title";
export const OWNER_COLUMN = "owner";
export const UPDATED_COLUMN = "updated_at";
export const STAGE_COLUMN = "stage";

/** A field that stands for the pipeline's stage, so that cells and filters treat it like others. */
export function stageField(form: CompiledForm, label: string): CompiledField {
  return {
    id: STAGE_COLUMN,
    key: STAGE_COLUMN,
    type: "stage",
    label,
    required: false,
    read_only: true,
    right: "read",
    settings: { kinds: Object.fromEntries(form.stages.map((stage) => [stage.key, stage.kind])) as Json },
    options: form.stages.map((stage) => ({ key: stage.key, label: stage.label, color: stage.color })),
  };
}

/** System fields that can be filtered like the form's own. */
export function systemFields(form: CompiledForm, t: (key: string) => string): CompiledField[] {
  const make = (key: string, type: string, label: string): CompiledField => ({
    id: key,
    key,
    type,
    label,
    required: false,
    read_only: true,
    right: "read",
    settings: {},
  });
  return [
    ...(form.stages.length > 0 ? [stageField(form, t("columns.stage"))] : []),
    make("owner", "user", t("columns.owner")),
    make("created_at", "datetime", t("columns.createdAt")),
    make("updated_at", "datetime", t("columns.updatedAt")),
  ];
}

function widthOf(type: string): number {
  if (type === "checkbox" || type === "rating") return 110;
  if (isNumericType(type)) return 140;
  if (type === "date" || type === "time") return 120;
  if (type === "datetime") return 160;
  return 180;
}

/** The field that alone makes the title, if one does: its column then opens the record. */
export function titleField(form: CompiledForm): CompiledField | undefined {
  const key = /^\s*\{\s*(\w+)\s*\}\s*$/.exec(form.form.title ?? "")?.[1];
  return form.fields.find((field) => field.key === key);
}

/** The keys of the columns that a user sees before choosing any; a list view's own columns win. */
export function defaultColumns(form: CompiledForm, viewColumns?: readonly string[]): string[] {
  if (viewColumns && viewColumns.length > 0) return [...viewColumns];
  const title = titleField(form)?.key;
  const fields = form.fields.filter((field) => !LONG.has(field.type) && field.key !== title);
  return [
    ...(form.stages.length > 0 ? [STAGE_COLUMN] : []),
    ...fields.slice(0, DEFAULT_COLUMNS - 2).map((field) => field.key),
    OWNER_COLUMN,
    UPDATED_COLUMN,
  ];
}

/** Every column that the user may choose. */
export function allColumns(form: CompiledForm, t: (key: string) => string): Column[] {
  const system = (key: string, label: string, width: number, sortable = true): Column => ({ key, label, field: null, numeric: false, width, sortable });
  const own = form.fields.map((field) => ({
    key: field.key,
    label: field.label,
    field,
    numeric: isNumericType(field.type),
    width: widthOf(field.type),
    sortable: field.right !== "mask" && !["subtable", "attachment", "rich_text", "address", "multi_select"].includes(field.type),
  }));
  return [
    ...(form.stages.length > 0 ? [{ ...system(STAGE_COLUMN, t("columns.stage"), 150), field: stageField(form, t("columns.stage")) }] : []),
    ...own,
    system(OWNER_COLUMN, t("columns.owner"), 130),
    system(UPDATED_COLUMN, t("columns.updatedAt"), 160),
    system("created_at", t("columns.createdAt"), 160),
  ];
}

/** The columns to choose from: the title is always there, so its own field is no choice. */
export function columnChoices(form: CompiledForm, t: (key: string) => string): Column[] {
  const own = titleField(form)?.key;
  return allColumns(form, t).filter((column) => column.key !== own);
}

/** The chosen columns in their order, with the title in front; its own field is not shown twice. */
export function chosenColumns(form: CompiledForm, keys: readonly string[], t: (key: string) => string): Column[] {
  const all = new Map(allColumns(form, t).map((column) => [column.key, column]));
  const own = titleField(form);
  const title: Column = {
    key: TITLE_COLUMN,
    label: own?.label ?? form.form.label,
    field: null,
    numeric: false,
    width: 260,
    sortable: own !== undefined && own.right !== "mask",
    sortKey: own?.key,
  };
  const others = keys.filter((key) => key !== own?.key).map((key) => all.get(key));
  return [title, ...others.filter((column) => column !== undefined)];
}

/** The next sorting of a column: ascending, descending, none. */
export function nextSort(sort: string | undefined, key: string): string | undefined {
  if (sort === key) return `-${key}`;
  return sort === `-${key}` ? undefined : key;
}
