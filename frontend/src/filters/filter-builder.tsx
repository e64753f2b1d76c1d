import { CloseOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { CompiledField } from "@/api/types";

import type { Condition } from "./conditions";
import { operatorsOf, wordOf } from "./conditions";

/** Lines of field, operator and value, all of which must hold. */
export default function FilterBuilder(props: {
  fields: CompiledField[];
  initial: Condition[];
  onApply: (conditions: Condition[]) => void;
  onCancel: () => void;
}) {
  const { fields } = props;
  const { t } = useTranslation("filters");
  const [lines, setLines] = useState<Condition[]>(props.initial.length > 0 ? props.initial : [blank(fields)]);
  const change = (index: number, next: Partial<Condition>) =>
    setLines(lines.map((line, at) => (at === index ? { ...line, ...next } : line)));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onApply(lines.filter((line) => isComplete(line, fields)));
      }}
      style={{ display: "grid", gap: 8, width: "min(560px, 84vw)" }}
    >
      {lines.map((line, index) => (
        <div key={index} role="group" aria-label={t("line", { number: index + 1 })} style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
          <Select
            aria-label={t("field")}
            value={line.field}
            onChange={(field: string) => {
              const operator = operatorsOf(fields.find((entry) => entry.key === field)?.type ?? "text")[0].key;
              change(index, { field, operator, value: "" });
            }}
            options={fields.map((field) => ({ value: field.key, label: field.label }))}
            showSearch={{ optionFilterProp: "label" }}
            style={{ flex: "1 1 150px" }}
          />
          <Select
            aria-label={t("operator")}
            value={line.operator}
            onChange={(operator: string) => change(index, { operator })}
            options={operatorsOf(typeOf(line.field, fields)).map((operator) => ({ value: operator.key, label: t(`operators.${wordOf(operator.key)}`) }))}
            style={{ flex: "1 1 120px" }}
          />
          <ValueInput field={fields.find((field) => field.key === line.field)} line={line} onChange={(value) => change(index, { value })} />
          <Button
            type="text"
            icon={<CloseOutlined />}
            aria-label={t("removeLine", { number: index + 1 })}
            onClick={() => setLines(lines.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div style={{ display: "flex", gap: 8, justifyContent: "space-between", flexWrap: "wrap" }}>
        <Button icon={<PlusOutlined />} onClick={() => setLines([...lines, blank(fields)])}>
          {t("addLine")}
        </Button>
        <span style={{ display: "flex", gap: 8 }}>
          <Button onClick={props.onCancel}>{t("action.cancel", { ns: "app" })}</Button>
          <Button type="primary" htmlType="submit">
            {t("action.apply", { ns: "app" })}
          </Button>
        </span>
      </div>
    </form>
  );
}

function ValueInput({ field, line, onChange }: { field: CompiledField | undefined; line: Condition; onChange: (value: string) => void }) {
  const { t } = useTranslation("filters");
  const kind = operatorsOf(field?.type ?? "text").find((operator) => operator.key === line.operator)?.value ?? "text";
  const common = { "aria-label": t("value"), style: { flex: "1 1 140px" } };
  if (kind === "none") return null;
  if (kind === "options") {
    return (
      <Select
        {...common}
        mode="multiple"
        value={line.value.split(",").filter(Boolean)}
        onChange={(next: string[]) => onChange(next.join(","))}
        options={(field?.options ?? []).map((option) => ({ value: option.key, label: option.label }))}
        showSearch={{ optionFilterProp: "label" }}
      />
    );
  }
  const type = kind === "number" || kind === "days" ? "number" : kind === "date" ? "date" : "text";
  return <Input {...common} type={type} step="any" value={line.value} onChange={(event) => onChange(event.target.value)} suffix={kind === "days" ? t("days") : undefined} />;
}

const typeOf = (key: string, fields: CompiledField[]) => fields.find((field) => field.key === key)?.type ?? "text";

function blank(fields: CompiledField[]): Condition {
  const field = fields[0];
  return { field: field?.key ?? "", operator: operatorsOf(field?.type ?? "text")[0].key, value: "" };
}

function isComplete(line: Condition, fields: CompiledField[]): boolean {
  const kind = operatorsOf(typeOf(line.field, fields)).find((operator) => operator.key === line.operator)?.value;
  return line.field !== "" && (kind === "none" || line.value !== "");
}
