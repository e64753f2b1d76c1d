export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Values = Record<string, Json>;

export interface PersonReference {
  id: string;
  name: string;
}
export interface AppEntry {
  key: string;
  label: string;
  forms: { key: string; label: string; icon?: string | null; views?: Json[]; has_flow?: boolean }[];
  boards: { key: string; label: string }[];
}
export interface Me {
  id: string;
  login: string;
  name: string;
  language: string;
  roles: string[];
  teams: { id: string; key?: string; label: string }[];
  capabilities: string[];
  is_admin?: boolean;
  csrf_token: string;
  organisation: { id: string; name: string; zone: string; default_language: string };
  apps: AppEntry[];
}

export type FieldRight = "mask" | "read" | "write";
export interface FieldOption {
  key: string;
  label: string;
  color?: string | null;
  archived?: boolean;
}
export interface CompiledField {
  id: string;
  key: string;
  type: string;
  label: string;
  help?: string | null;
  required: boolean;
  read_only: boolean;
  right: FieldRight;
  settings: Record<string, Json>;
  options?: FieldOption[];
  target?: string | null;
  fields?: CompiledField[];
  widget?: string | null;
  default?: Json;
  /** Type and settings of a derived field's value. */
  result?: { type: string; settings: Record<string, Json> };
}
export interface LayoutItem {
  field: string;
  width?: number;
}
export interface LayoutSection {
  id: string;
  type: string;
  label?: string | null;
  columns?: number;
  items: LayoutItem[];
}
export interface RuleEffects {
  show?: string[];
  hide?: string[];
  require?: string[];
  read_only?: string[];
  set?: Record<string, Json>;
}
export interface CompiledRule {
  id: string;
  when: Json;
  then: RuleEffects;
}
export interface Stage {
  key: string;
  label: string;
  kind: "open" | "success" | "failure";
  probability?: number | string | null;
  required?: string[];
  color?: string | null;
}
export interface Reason {
  code: string;
  message: string;
}
export interface ActionOffer {
  key: string;
  label: string;
  to: { key: string; label: string; kind: string } | null;
  allowed: boolean;
  reasons: Reason[];
  required: string[];
  requires_comment: boolean;
}
/** A saved way of looking at a form's records. */
export interface View {
  key?: string;
  type: string;
  label?: string | Record<string, string>;
  by?: string;
  columns?: Json[];
  sort?: string;
  filter?: Json;
}
export interface CompiledForm {
  form: { id: string; key: string; label: string; title?: string; version: number };
  json_schema: Json;
  views?: View[];
  fields: CompiledField[];
  layout: LayoutSection[];
  rules: CompiledRule[];
  stages: Stage[];
  stage: string | null;
  actions: ActionOffer[];
  permissions: { create: boolean; update: boolean; delete: boolean; export: boolean; import: boolean };
}

/** What stands for a linked record or a person. */
export interface LinkTitle {
  id: string;
  title: string;
}
/** Titles of the links in the rows of a sub-table: field key → record id → title; null for records that may not be seen. */
export type RowTitles = Record<string, Record<string, LinkTitle | null>>;

export interface RecordItem {
  id: string;
  rev: number;
  values: Values;
  links: Record<string, LinkTitle | RowTitles | null>;
  title: string;
  owner: PersonReference | null;
  stage: string | null;
  stage_kind: string | null;
  stage_entered_at: string | null;
  closed: boolean | null;
  created_at: string;
  updated_at: string;
  created_by?: PersonReference | string | null;
  updated_by?: PersonReference | string | null;
  deleted_at?: string | null;
  permissions?: { update: boolean; delete: boolean };
}
export interface RecordCount {
  mode: "none" | "capped" | "estimate" | "exact";
  value: number | null;
  exceeded?: boolean;
}
export interface RecordPage {
  items: RecordItem[];
  next_cursor: string | null;
  count: RecordCount | null;
}

export interface Task {
  id: string;
  kind: string;
  state: string;
  title: string;
  app: string;
  form: { key: string; label: string };
  record: { id: string; title: string };
  requested_by: PersonReference | null;
  assignee: PersonReference | null;
  candidate_role?: string | null;
  created_at: string;
  due_at: string | null;
  facts: { label: string; value: Json }[];
  actions: string[];
}

export interface ReportColumn {
  key: string;
  label: string;
  type: string;
  role: "dimension" | "measure";
  currency?: string | null;
  grain?: string | null;
  is_percent?: boolean;
  /** What a cross-filter on this column names. */
  field?: string | null;
  /** Name of the rest beyond the top values. */
  other?: string;
  options?: { key: string; label: string }[];
}
export interface AsOf {
  position?: number | string;
  at: string;
}
export interface ReportData {
  columns: ReportColumn[];
  rows: Json[][];
  as_of: AsOf;
  truncated: boolean;
  summary?: string | null;
}
export interface BoardFilter {
  field: string;
  values: Json[];
}
export interface BoardTile {
  id: string;
  title: string;
  columns: ReportColumn[];
  rows: Json[][];
  spec: Record<string, unknown> | null;
  summary: string | null;
  problem: { code: string; message: string } | null;
  data?: Record<string, unknown>[] | null;
  kind?: string;
  kpi?: Kpi | null;
  truncated?: boolean;
  ignored_filters?: string[];
  /** Place in the twelve columns of a board. */
  x?: number;
  y?: number;
  w?: number;
  h?: number;
}
/** A number beside the period before and its target. */
export interface Kpi {
  value: Json;
  period?: Json;
  previous?: Json;
  previous_period?: Json;
  change?: number | null;
  target?: number | null;
  of_target?: number | null;
  sparkline?: [Json, Json][];
}
export interface BoardData {
  key?: string;
  label?: string;
  tiles: BoardTile[];
  filters?: { key: string; label: string; field: string }[];
  as_of: AsOf | null;
}
