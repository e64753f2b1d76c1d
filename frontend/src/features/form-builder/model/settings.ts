/** The settings of each field type as properties; the common ones come first, in one order for all. */
import type { Property, PropertyKind } from "../../../builder/core/property-schema";
import { typeInfo } from "./catalogue";

type Draft = Omit<Property, "label">;

function number(name: string, min: number, max: number): Draft {
  return { name, kind: "number", min, max, step: 1 };
}

function plain(name: string, kind: PropertyKind = "text"): Draft {
  return { name, kind };
}

const LENGTHS = [number("min_length", 0, 50000), number("max_length", 1, 50000), plain("pattern")];
const BOUNDS = [plain("min", "number"), plain("max", "number")];
const SCALE = number("scale", 0, 6);

const SETTINGS: Record<string, readonly Draft[]> = {
  text: LENGTHS,
  long_text: LENGTHS,
  rich_text: LENGTHS.slice(0, 2),
  integer: [...BOUNDS, plain("unit")],
  decimal: [SCALE, ...BOUNDS, plain("unit")],
  currency: [plain("currency"), SCALE, ...BOUNDS],
  percent: [number("scale", 2, 6), ...BOUNDS],
  number: [...BOUNDS, plain("unit")],
  rating: [number("max", 2, 10)],
  select: [plain("options", "custom")],
  multi_select: [plain("options", "custom")],
  radio: [plain("options", "custom")],
  tags: [number("max_items", 1, 100)],
  date: [plain("min", "date"), plain("max", "date")],
  link: [plain("target", "custom"), plain("on_delete", "select")],
  lookup: [plain("via", "custom"), plain("field", "custom")],
  rollup: [plain("source", "custom"), plain("via", "custom"), plain("field", "custom"), plain("aggregate", "select"), plain("filter", "custom")],
  formula: [plain("expression", "expression"), SCALE, plain("format", "select")],
  auto_number: [plain("pattern"), number("start", 0, 1_000_000_000)],
  attachment: [number("max_items", 1, 100), number("max_megabytes", 1, 2048)],
  subtable: [plain("fields", "custom"), number("min_rows", 0, 1000), number("max_rows", 0, 1000)],
  computed: [plain("plugin", "custom"), plain("model", "custom"), plain("output"), plain("params", "custom")],
};

const CHOICES: Record<string, readonly string[]> = {
  on_delete: ["restrict", "clear", "cascade"],
  aggregate: ["sum", "count", "avg", "min", "max", "count_distinct"],
  format: ["plain", "percent"],
};

/** Settings whose name means something else in one type. */
const LABELS: Record<string, string> = {
  "auto_number.pattern": "property.numberPattern",
  "attachment.max_items": "property.maxFiles",
  "rating.max": "property.stars",
  "date.min": "property.earliest",
  "date.max": "property.latest",
};

type Translate = (key: string) => string;

/** Return every property of a field of a type, in panel order. */
export function fieldProperties(type: string, t: Translate): Property[] {
  const { isComputed, allowsUnique } = typeInfo(type);
  const named = (draft: Draft, group: string): Property => ({
    ...draft,
    label: t(LABELS[`${type}.${draft.name}`] ?? `property.${draft.name}`),
    group,
    choices: CHOICES[draft.name]?.map((value) => ({ value, label: t(`choice.${draft.name}.${value}`) })),
    allowEmpty: true,
  });
  const basic = [plain("label", "localized"), plain("key", "key"), plain("help", "localized")];
  const behaviour = isComputed
    ? [plain("indexed", "switch")]
    : [
        plain("required", "switch"),
        plain("read_only", "switch"),
        ...(allowsUnique ? [plain("unique", "switch")] : []),
        plain("indexed", "switch"),
        plain("width", "custom"),
        ...(hasDefault(type) ? [plain("default", "custom")] : []),
      ];
  return [
    ...basic.map((draft) => named(draft, t("group.basic"))),
    ...(SETTINGS[type] ?? []).map((draft) => named(draft, t("group.type"))),
    ...behaviour.map((draft) => named(draft, t("group.behaviour"))),
  ];
}

function hasDefault(type: string): boolean {
  return ["text", "long_text", "email", "phone", "url", "integer", "decimal", "percent", "rating", "checkbox", "select", "radio", "date"].includes(type);
}
