import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { checkExpression, expressionText } from "@/builder/core/expression-check";
import type { FieldInfo } from "@/builder/core/form-fields";
import { uniqueKey } from "@/builder/core/ids";

interface Props {
  label: string;
  values: Record<string, unknown>;
  /** Fields that can be written; undefined lets names be typed. */
  targets?: readonly FieldInfo[];
  paths: readonly string[];
  onChange: (values: Record<string, unknown>) => void;
}

const COMPUTED = new Set(["formula", "lookup", "rollup", "auto_number", "computed", "subtable", "stage"]);

/** A list of "this field gets this expression". */
export function ValuesEditor({ label, values, targets, paths, onChange }: Props) {
  const { t } = useTranslation("flow-builder");
  const entries = Object.entries(values);
  const writable = targets?.filter((field) => !COMPUTED.has(field.type) && !field.path.includes("."));
  const replace = (index: number, entry: [string, unknown]) => onChange(Object.fromEntries(entries.map((old, at) => (at === index ? entry : old))));
  const add = () => {
    const free = writable?.find((field) => !(field.path in values));
    const key = writable ? free?.path : uniqueKey("value", Object.keys(values));
    if (key) onChange({ ...values, [key]: "" });
  };
  return (
    <fieldset className="builder-condition">
      <legend>{label}</legend>
      {entries.map(([key, value], index) => {
        const text = expressionText(value);
        return (
          <div key={index} className="builder-condition-row">
            {writable ? (
              <Select
                aria-label={t("values.field", { number: index + 1 })}
                value={key}
                options={writable.map((field) => ({ value: field.path, label: field.label }))}
                showSearch={{ optionFilterProp: "label" }}
                popupMatchSelectWidth={false}
                onChange={(next) => replace(index, [next, value])}
              />
            ) : (
              <Input aria-label={t("values.name", { number: index + 1 })} value={key} onChange={(event) => replace(index, [event.target.value, value])} />
            )}
            <Input
              className="builder-code"
              aria-label={t("values.expression", { number: index + 1 })}
              status={text.trim() === "" || checkExpression(text, paths) ? "error" : undefined}
              value={text}
              onChange={(event) => replace(index, [key, event.target.value])}
            />
            <Button type="text" icon={<DeleteOutlined />} aria-label={t("values.remove", { number: index + 1 })} onClick={() => onChange(Object.fromEntries(entries.filter((_, at) => at !== index)))} />
          </div>
        );
      })}
      <Button size="small" icon={<PlusOutlined />} onClick={add}>
        {t("values.add")}
      </Button>
    </fieldset>
  );
}
