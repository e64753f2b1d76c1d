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

const LENGTHS = [number("min_length", 0, 10000), number("max_length", 1, 10000)];
const BOUNDS = [plain("min"), plain("max")];

const SETTINGS: Record<string, readonly Draft[]> = {
  text: [...LENGTHS, plain("pattern")],
  long_text: LENGTHS,
  integer: [plain("min", "number"), plain("max", "number"), plain("unit")],
  decimal: [number("scale", 0, 10), ...BOUNDS, plain("unit")],
  currency: [plain("currency"), number("scale", 0, 10), ...BOUNDS],
  percent: [number("scale", 2, 6), ...BOUNDS],
  rating: [number("max", 2, 10)],
  number: [plain("min", "number"), plain("max", "number"), plain("unit")],
  select: [plain("options", "custom")],
  multi_select: [plain("options", "custom")],
  radio: [plain("options", "custom")],
  tags: [number("max_items", 1, 100)],
  link: [plain("target", "custom"), plain("on_delete", "select")],
  lookup: [plain("via", "custom"), plain("field", "custom")],
  rollup: [plain("via", "custom"), plain("field", "custom"), plain("aggregate", "select"), plain("filter", "custom")],
  formula: [plain("expression", "expression")],
  auto_number: [plain("prefix"), number("digits", 1, 12), number("start", 0, 1_000_000_000)],
  attachment: [number("max_files", 1, 100), number("max_size_mb", 1, 1024)],
  subtable: [plain("fields", "custom")],
  computed: [plain("plugin"), plain("params", "custom")],
};

const CHOICES: Record<string, readonly string[]> = {
  on_delete: ["restrict", "set_null", "cascade"],
  aggregate: ["sum", "count", "avg", "min", "max"],
};

type Translate = (key: string) => string;

/** Return every property of a field of a type, in panel order. */
export function fieldProperties(type: string, t: Translate): Property[] {
  const { isComputed, allowsUnique } = typeInfo(type);
  const named = (draft: Draft, group: string): Property => ({
    ...draft,
    label: t(`property.${draft.name}`),
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
