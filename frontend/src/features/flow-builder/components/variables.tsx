import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { uniqueKey } from "@/builder/core/ids";

import type { FlowVariable } from "../model/flow-document";

const TYPES = ["text", "integer", "decimal", "boolean", "date", "datetime"];

/** Values that the flow carries besides the record; expressions name them `vars.<key>`. */
export function Variables({ variables, onChange }: { variables: readonly FlowVariable[]; onChange: (variables: FlowVariable[]) => void }) {
  const { t } = useTranslation("flow-builder");
  const replace = (index: number, members: Partial<FlowVariable>) => onChange(variables.map((variable, at) => (at === index ? { ...variable, ...members } : variable)));
  return (
    <fieldset className="builder-condition">
      <legend>{t("variables.title")}</legend>
      {variables.map((variable, index) => (
        <div key={index} className="flow-next-row">
          <Input
            aria-label={t("variables.key", { number: index + 1 })}
            value={variable.key}
            onChange={(event) => replace(index, { key: event.target.value.toLowerCase().replace(/[^a-z0-9_]/g, "_") })}
          />
          <Select
            aria-label={t("variables.type", { number: index + 1 })}
            value={variable.type}
            options={TYPES.map((value) => ({ value, label: t(`variables.types.${value}`) }))}
            onChange={(type) => replace(index, { type })}
            popupMatchSelectWidth={false}
          />
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("variables.remove", { number: index + 1 })} onClick={() => onChange(variables.filter((_, at) => at !== index))} />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...variables, { key: uniqueKey("value", variables.map((variable) => variable.key)), type: "text" }])}>
        {t("variables.add")}
      </Button>
    </fieldset>
  );
}
