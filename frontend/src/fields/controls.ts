import address from "./address/control";
import attachment from "./attachment/control";
import auto_number from "./auto_number/control";
import checkbox from "./checkbox/control";
import color from "./color/control";
import computed from "./computed/control";
import type { Control } from "./contract";
import currency from "./currency/control";
import date from "./date/control";
import datetime from "./datetime/control";
import decimal from "./decimal/control";
import email from "./email/control";
import formula from "./formula/control";
import integer from "./integer/control";
import link from "./link/control";
import long_text from "./long_text/control";
import lookup from "./lookup/control";
import multi_select from "./multi_select/control";
import number from "./number/control";
import percent from "./percent/control";
import phone from "./phone/control";
import radio from "./radio/control";
import rating from "./rating/control";
import rich_text from "./rich_text/control";
import rollup from "./rollup/control";
import select from "./select/control";
import stage from "./stage/control";
import subtable from "./subtable/control";
import tags from "./tags/control";
import text from "./text/control";
import time from "./time/control";
import url from "./url/control";
import user from "./user/control";

const CONTROLS: Record<string, Control> = {
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

/** The input of a type; unknown types (from plugins) are typed as text. */
export function controlOf(type: string): Control {
  return CONTROLS[type] ?? text;
}

const WIDE = new Set(["long_text", "rich_text", "subtable", "address", "attachment"]);
/** True for types that need the full width of a section. */
export function isWideType(type: string): boolean {
  return WIDE.has(type);
}
