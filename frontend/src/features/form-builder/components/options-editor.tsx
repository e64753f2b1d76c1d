import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { keyFromLabel, newId, uniqueKey } from "@/builder/core/ids";
import { LANGUAGES, textIn, withText } from "@/builder/core/localized";

import type { FieldOption } from "../model/form-document";

const COLORS = ["gray", "red", "orange", "gold", "green", "cyan", "blue", "purple", "magenta"];

/** Labels, colours and order of the options of a choice field; several can be pasted at once. */
export function OptionsEditor({ options, onChange }: { options: readonly FieldOption[]; onChange: (options: FieldOption[]) => void }) {
  const { t } = useTranslation("form-builder");
  const [pasted, setPasted] = useState("");
  const replace = (index: number, members: Partial<FieldOption>) => onChange(options.map((option, at) => (at === index ? { ...option, ...members } : option)));
  const move = (index: number, by: -1 | 1) => {
    const next = [...options];
    const [option] = next.splice(index, 1);
    next.splice(index + by, 0, option);
    onChange(next);
  };
  const add = (texts: readonly string[]) => {
    const next = [...options];
    for (const text of texts) {
      const key = uniqueKey(keyFromLabel(text) || `option_${next.length + 1}`, next.map((option) => option.key));
      next.push({ id: newId(), key, label: { "zh-CN": text, en: text } });
    }
    onChange(next);
  };
  return (
    <fieldset className="builder-condition">
      <legend>{t("property.options")}</legend>
      <ul className="form-options">
        {options.map((option, index) => (
          <li key={option.id ?? option.key} className="form-option-row">
            <div className="form-option">
              <span className="numeric">{index + 1}</span>
              {LANGUAGES.map((language) => (
                <Input
                  key={language}
                  size="small"
                  lang={language}
                  aria-label={t("options.label", { number: index + 1, language: t(`builder:language.${language}_name`) })}
                  placeholder={t(`builder:language.${language}_name`)}
                  value={textIn(option.label, language)}
                  onChange={(event) => replace(index, { label: withText(option.label, language, event.target.value) })}
                />
              ))}
            </div>
            <div className="form-option-tools">
              <Select
                size="small"
                aria-label={t("options.color", { number: index + 1 })}
                value={option.color}
                allowClear
                placeholder={t("options.noColor")}
                options={COLORS.map((color) => ({ value: color, label: t(`color.${color}`) }))}
                onChange={(color: string | undefined) => replace(index, { color })}
                style={{ flex: 1 }}
              />
              <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={index === 0} aria-label={t("options.up", { number: index + 1 })} onClick={() => move(index, -1)} />
              <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={index === options.length - 1} aria-label={t("options.down", { number: index + 1 })} onClick={() => move(index, 1)} />
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("options.remove", { number: index + 1 })} onClick={() => onChange(options.filter((_, at) => at !== index))} />
            </div>
          </li>
        ))}
      </ul>
      <Input.TextArea
        aria-label={t("options.paste")}
        placeholder={t("options.paste")}
        autoSize={{ minRows: 1, maxRows: 6 }}
        value={pasted}
        onChange={(event) => setPasted(event.target.value)}
      />
      <Button
        size="small"
        icon={<PlusOutlined />}
        onClick={() => {
          const texts = pasted.split("\n").map((line) => line.trim()).filter(Boolean);
          add(texts.length > 0 ? texts : [t("options.fresh", { number: options.length + 1 })]);
          setPasted("");
        }}
      >
        {t("options.add")}
      </Button>
    </fieldset>
  );
}
