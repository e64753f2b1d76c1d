import address from "./address/cell";
import attachment from "./attachment/cell";
import auto_number from "./auto_number/cell";
import checkbox from "./checkbox/cell";
import { TextCell } from "./common/text-cell";
import color from "./color/cell";
import computed from "./computed/cell";
import type { Cell } from "./contract";
import currency from "./currency/cell";
import date from "./date/cell";
import datetime from "./datetime/cell";
import decimal from "./decimal/cell";
import email from "./email/cell";
import formula from "./formula/cell";
import integer from "./integer/cell";
import link from "./link/cell";
import long_text from "./long_text/cell";
import lookup from "./lookup/cell";
import multi_select from "./multi_select/cell";
import number from "./number/cell";
import percent from "./percent/cell";
import phone from "./phone/cell";
import radio from "./radio/cell";
import rating from "./rating/cell";
import rich_text from "./rich_text/cell";
import rollup from "./rollup/cell";
import select from "./select/cell";
import stage from "./stage/cell";
import subtable from "./subtable/cell";
import tags from "./tags/cell";
import text from "./text/cell";
import time from "./time/cell";
import url from "./url/cell";
import user from "./user/cell";

const CELLS: Record<string, Cell> = {
  address,
  attachment,
  auto_number,
  checkbox,
  color,
  computed,
  currency,
  date,
  datetime,
  decimal,
  email,
  formula,
  integer,
  link,
  long_text,
  lookup,
  multi_select,
  number,
  percent,
  phone,
  radio,
  rating,
  rich_text,
  rollup,
  select,
  stage,
  subtable,
  tags,
  text,
  time,
  url,
  user,
};

/** How a type is shown; unknown types (from plugins) show as text. */
export function cellOf(type: string): Cell {
  return CELLS[type] ?? TextCell;
}

const NUMERIC = new Set(["integer", "decimal", "number", "currency", "percent", "rollup"]);
/** True for types whose cells and heads are right-aligned. */
export function isNumericType(type: string): boolean {
  return NUMERIC.has(type);
}

const DERIVED = new Set(["lookup", "rollup", "formula", "auto_number", "computed", "stage"]);
/** True for types whose values only the system writes. */
export function isDerivedType(type: string): boolean {
  return DERIVED.has(type);
}
