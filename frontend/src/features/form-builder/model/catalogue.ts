/** The field types of the palette, mirrored from the form engine; labels become document labels. */
import type { FormField } from "./form-document";

export type Group = "text" | "number" | "choice" | "time" | "relation" | "computed" | "structure";

export interface FieldTypeInfo {
  type: string;
  group: Group;
  label: Record<"zh-CN" | "en", string>;
  /** Types that keep the values of a field when it is converted. */
  converts?: readonly string[];
  isComputed?: boolean;
  isWide?: boolean;
  allowsUnique?: boolean;
}

const TEXTS = ["text", "long_text", "email", "phone", "url"];
const NUMBERS = ["integer", "decimal", "currency", "percent", "rating"];
const CHOICES = ["select", "radio", "multi_select"];

function info(type: string, group: Group, zh: string, en: string, more: Partial<FieldTypeInfo> = {}): FieldTypeInfo {
  return { type, group, label: { "zh-CN": zh, en }, ...more };
}

export const GROUPS: readonly Group[] = ["text", "number", "choice", "time", "relation", "computed", "structure"];

export const FIELD_TYPES: readonly FieldTypeInfo[] = [
  info("text", "text", "单行文本", "Text", { converts: TEXTS, allowsUnique: true }),
  info("long_text", "text", "多行文本", "Long text", { converts: [...TEXTS, "rich_text"], isWide: true }),
  info("rich_text", "text", "富文本", "Rich text", { converts: ["long_text"], isWide: true }),
  info("email", "text", "邮箱", "E-mail", { converts: TEXTS, allowsUnique: true }),
  info("phone", "text", "电话", "Phone", { converts: TEXTS, allowsUnique: true }),
  info("url", "text", "网址", "Web address", { converts: TEXTS, allowsUnique: true }),
  info("integer", "number", "整数", "Whole number", { converts: NUMBERS, allowsUnique: true }),
  info("decimal", "number", "小数", "Decimal", { converts: NUMBERS, allowsUnique: true }),
  info("currency", "number", "金额", "Currency", { converts: NUMBERS }),
  info("percent", "number", "百分比", "Percent", { converts: NUMBERS }),
  info("number", "number", "浮点数", "Floating number", { converts: NUMBERS }),
  info("rating", "number", "评分", "Rating", { converts: NUMBERS }),
  info("checkbox", "choice", "复选框", "Checkbox"),
  info("select", "choice", "下拉单选", "Select", { converts: CHOICES }),
  info("multi_select", "choice", "下拉多选", "Multi-select", { converts: CHOICES }),
  info("radio", "choice", "单选按钮", "Radio buttons", { converts: CHOICES }),
  info("tags", "choice", "标签", "Tags"),
  info("color", "choice", "颜色", "Colour"),
  info("date", "time", "日期", "Date", { converts: ["datetime"] }),
  info("datetime", "time", "日期时间", "Date and time", { converts: ["date"] }),
  info("time", "time", "时间", "Time"),
  info("user", "relation", "成员", "User"),
  info("link", "relation", "关联", "Link"),
  info("lookup", "relation", "引用", "Lookup", { isComputed: true }),
  info("rollup", "relation", "汇总", "Roll-up", { isComputed: true }),
  info("formula", "computed", "公式", "Formula", { isComputed: true }),
  info("auto_number", "computed", "自动编号", "Auto-number", { isComputed: true, allowsUnique: true }),
  info("computed", "computed", "计算字段", "Computed field", { isComputed: true }),
  info("attachment", "structure", "附件", "Attachment", { isWide: true }),
  info("address", "structure", "地址", "Address", { isWide: true }),
  info("subtable", "structure", "子表", "Sub-table", { isWide: true }),
];

const BY_TYPE = new Map(FIELD_TYPES.map((entry) => [entry.type, entry]));

/** Return what is known of a type; types of plug-ins get their own name as label. */
export function typeInfo(type: string): FieldTypeInfo {
  return BY_TYPE.get(type) ?? info(type, "structure", type, type);
}

/** Types that a field can become without losing what it holds. */
export function conversionsOf(type: string): readonly FieldTypeInfo[] {
  return (typeInfo(type).converts ?? []).filter((other) => other !== type).map(typeInfo);
}

/** Find types by a label in either language or by name. */
export function searchTypes(query: string): readonly FieldTypeInfo[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return FIELD_TYPES;
  return FIELD_TYPES.filter((entry) =>
    [entry.type, entry.label.en, entry.label["zh-CN"]].some((text) => text.toLowerCase().includes(wanted)),
  );
}

/** Settings without which a fresh field of the type could not be published. */
export function startSettings(type: string, newId: () => string, firstForm: string | undefined): Partial<FormField> {
  if (CHOICES.includes(type)) {
    return {
      options: [1, 2, 3].map((number) => ({
        id: newId(),
        key: `option_${number}`,
        label: { "zh-CN": `选项 ${number}`, en: `Option ${number}` },
      })),
    };
  }
  if (type === "currency") return { currency: "CNY" };
  if (type === "link") return firstForm === undefined ? {} : { target: firstForm };
  if (type === "formula") return { expression: "1" };
  if (type === "subtable") {
    return { fields: [{ id: newId(), key: "item", type: "text", label: { "zh-CN": "项目", en: "Item" } }] };
  }
  return {};
}
