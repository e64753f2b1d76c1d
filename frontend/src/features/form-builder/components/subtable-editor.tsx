import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";

import { keyFromLabel, newId, uniqueKey } from "@/builder/core/ids";
import { LANGUAGES, pickText, textIn, withText } from "@/builder/core/localized";

import { FIELD_TYPES, startSettings } from "../model/catalogue";
import type { FieldOption, FormField } from "../model/form-document";
import { OptionsEditor } from "./options-editor";

const ALLOWED = FIELD_TYPES.filter((info) => !["subtable", "rollup", "lookup", "computed", "auto_number", "address", "attachment", "rich_text"].includes(info.type));

/** The columns of a sub-table. */
export function SubtableEditor({ columns, onChange }: { columns: readonly FormField[]; onChange: (columns: FormField[]) => void }) {
  const { t, i18n } = useTranslation("form-builder");
  const replace = (index: number, members: Partial<FormField>) => onChange(columns.map((column, at) => (at === index ? { ...column, ...members } : column)));
  const move = (index: number, by: -1 | 1) => {
    const next = [...columns];
    const [column] = next.splice(index, 1);
    next.splice(index + by, 0, column);
    onChange(next);
  };
  const add = () => {
    const key = uniqueKey("column", columns.map((column) => column.key));
    onChange([...columns, { id: newId(), key, type: "text", label: { "zh-CN": "列", en: "Column" } }]);
  };
  const rename = (index: number, column: FormField, language: string, text: string) => {
    const label = withText(column.label, language, text);
    const isStart = /^(column|item)(_\d+)?$/.test(column.key);
    const wanted = language === "en" && isStart && text.length > 2 ? keyFromLabel(text) : "";
    const taken = columns.filter((_, at) => at !== index).map((other) => other.key);
    replace(index, { label, ...(wanted ? { key: uniqueKey(wanted, taken) } : {}) });
  };
  return (
    <fieldset className="builder-condition">
      <legend>{t("property.fields")}</legend>
      <ul className="form-options">
        {columns.map((column, index) => {
          const label = pickText(column.label, i18n.language) || column.key;
          return (
            <li key={column.id} className="form-option-row">
              <div className="form-option">
                <span className="numeric">{index + 1}</span>
                {LANGUAGES.map((language) => (
                  <Input
                    key={language}
                    size="small"
                    lang={language}
                    aria-label={t("subtable.label", { number: index + 1, language: t(`builder:language.${language}_name`) })}
                    value={textIn(column.label, language)}
                    onChange={(event) => rename(index, column, language, event.target.value)}
                  />
                ))}
              </div>
              <div className="form-option-tools">
                <Select
                  size="small"
                  aria-label={t("subtable.type", { label })}
                  value={column.type}
                  options={ALLOWED.map((info) => ({ value: info.type, label: pickText(info.label, i18n.language) }))}
                  onChange={(type) => replace(index, { type, ...startSettings(type, newId, undefined) })}
                  style={{ flex: 1 }}
                />
                <Switch
                  size="small"
                  aria-label={t("subtable.required", { label })}
                  checked={column.required === true}
                  onChange={(checked) => replace(index, { required: checked })}
                />
                <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={index === 0} aria-label={t("options.up", { number: index + 1 })} onClick={() => move(index, -1)} />
                <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={index === columns.length - 1} aria-label={t("options.down", { number: index + 1 })} onClick={() => move(index, 1)} />
                <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("subtable.remove", { label })} onClick={() => onChange(columns.filter((_, at) => at !== index))} />
              </div>
              {column.type === "formula" && (
                <Input
                  size="small"
                  className="builder-code"
                  aria-label={t("property.expression")}
                  value={typeof column.expression === "string" ? column.expression : ""}
                  onChange={(event) => replace(index, { expression: event.target.value })}
                />
              )}
              {["select", "radio", "multi_select"].includes(column.type) && (
                <OptionsEditor options={(column.options ?? []) as FieldOption[]} onChange={(options) => replace(index, { options })} />
              )}
            </li>
          );
        })}
      </ul>
      <Button size="small" icon={<PlusOutlined />} onClick={add}>
        {t("subtable.add")}
      </Button>
    </fieldset>
  );
}
