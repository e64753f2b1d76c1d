import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Condition, type ConditionRow, needsOperand, operandOf, operatorsOf, parseCondition, plainOperand, printCondition } from "./condition";
import { expressionText } from "./expression-check";
import { ExpressionInput } from "./expression-input";
import type { FieldInfo } from "./form-fields";

interface Props {
  label: string;
  value: unknown;
  fields: readonly FieldInfo[];
  onChange: (text: string) => void;
}

/** Edits a condition as rows, or as text when it is more than rows can show. */
export function ConditionEditor({ label, value, fields, onChange }: Props) {
  const { t } = useTranslation("builder");
  const text = expressionText(value);
  const condition = parseCondition(text);
  const [wantsText, setWantsText] = useState(false);
  const asText = wantsText || condition === null;
  return (
    <fieldset className="builder-condition">
      <legend>{label}</legend>
      <Segmented
        size="small"
        aria-label={t("condition.mode")}
        value={asText ? "text" : "rows"}
        onChange={(mode) => setWantsText(mode === "text")}
        options={[
          { value: "rows", label: t("condition.rows"), disabled: condition === null },
          { value: "text", label: t("condition.text") },
        ]}
      />
      {asText || condition === null ? (
        <ExpressionInput label={t("condition.expression")} value={text} rows={2} paths={fields.map((field) => field.path)} onChange={onChange} />
      ) : (
        <Rows condition={condition} fields={fields} onChange={(next) => onChange(printCondition(next))} />
      )}
    </fieldset>
  );
}

function Rows(props: { condition: Condition; fields: readonly FieldInfo[]; onChange: (condition: Condition) => void }) {
  const { t } = useTranslation("builder");
  const { condition, fields, onChange } = props;
  const replace = (index: number, row: ConditionRow) => onChange({ ...condition, rows: condition.rows.map((old, at) => (at === index ? row : old)) });
  const add = () => {
    const field = fields[0];
    if (field === undefined) return;
    const operator = operatorsOf(field.type)[0];
    onChange({ ...condition, rows: [...condition.rows, { field: field.path, operator, operand: "null" }] });
  };
  return (
    <div className="builder-condition-rows">
      {condition.rows.length > 1 && (
        <Segmented
          size="small"
          aria-label={t("condition.join")}
          value={condition.join}
          onChange={(join) => onChange({ ...condition, join })}
          options={[
            { value: "and" as const, label: t("condition.all") },
            { value: "or" as const, label: t("condition.any") },
          ]}
        />
      )}
      {condition.rows.map((row, index) => (
        <Row
          key={index}
          row={row}
          number={index + 1}
          fields={fields}
          onChange={(next) => replace(index, next)}
          onRemove={() => onChange({ ...condition, rows: condition.rows.filter((_, at) => at !== index) })}
        />
      ))}
      <Button size="small" icon={<PlusOutlined />} onClick={add} disabled={fields.length === 0}>
        {t("condition.add")}
      </Button>
    </div>
  );
}

function Row(props: { row: ConditionRow; number: number; fields: readonly FieldInfo[]; onChange: (row: ConditionRow) => void; onRemove: () => void }) {
  const { t } = useTranslation("builder");
  const { row, fields, onChange, number } = props;
  const field = fields.find((candidate) => candidate.path === row.field);
  const type = field?.type ?? "text";
  const known = fields.map((candidate) => ({ value: candidate.path, label: candidate.label }));
  const choices = field ? known : [...known, { value: row.field, label: t("condition.unknown", { name: row.field }) }];
  return (
    <div className="builder-condition-row">
      <Select
        aria-label={t("condition.field", { number })}
        value={row.field}
        status={field ? undefined : "error"}
        options={choices}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        onChange={(path) => {
          const next = fields.find((candidate) => candidate.path === path);
          const operators = operatorsOf(next?.type ?? "text");
          onChange({ field: path, operator: operators.includes(row.operator) ? row.operator : operators[0], operand: "null" });
        }}
      />
      <Select
        aria-label={t("condition.operator", { number })}
        value={row.operator}
        options={operatorsOf(type).map((operator) => ({ value: operator, label: t(`operator.${operator}`) }))}
        popupMatchSelectWidth={false}
        onChange={(operator) => onChange({ ...row, operator })}
      />
      {needsOperand(row.operator) && <Operand row={row} type={type} field={field} label={t("condition.value", { number })} onChange={onChange} />}
      <Button type="text" icon={<DeleteOutlined />} aria-label={t("condition.remove", { number })} onClick={props.onRemove} />
    </div>
  );
}

function Operand(props: { row: ConditionRow; type: string; field?: FieldInfo; label: string; onChange: (row: ConditionRow) => void }) {
  const { row, type, field, label, onChange } = props;
  const value = plainOperand(row.operand);
  const set = (next: string) => onChange({ ...row, operand: operandOf(type, next) });
  if (field?.options?.length) {
    return (
      <Select
        aria-label={label}
        value={value || undefined}
        options={field.options.map((option) => ({ value: option.key, label: option.label }))}
        popupMatchSelectWidth={false}
        onChange={set}
      />
    );
  }
  const inputType = { date: "date", datetime: "datetime-local", time: "time" }[type] ?? "text";
  return <Input aria-label={label} type={/\(/.test(value) ? "text" : inputType} value={value} onChange={(event) => set(event.target.value)} />;
}
