import { Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ConditionEditor } from "@/builder/core/condition-editor";
import { ExpressionInput } from "@/builder/core/expression-input";
import type { FieldInfo } from "@/builder/core/form-fields";
import { PropertyField } from "@/builder/core/property-panel";

import type { FlowNode } from "../model/flow-document";

interface Props {
  node: FlowNode;
  fields: readonly FieldInfo[];
  onChange: (name: string, value: unknown) => void;
}

/** How long a timer waits, or until when. */
export function TimerSettings({ node, fields, onChange }: Props) {
  const { t } = useTranslation("flow-builder");
  const settings = node.settings ?? {};
  const isUntil = settings.until !== undefined;
  const duration = (settings.duration ?? {}) as Record<string, number>;
  const mode = (next: string) => {
    onChange("duration", next === "duration" ? { days: 1 } : undefined);
    onChange("until", next === "until" ? "" : undefined);
  };
  return (
    <>
      <PropertyField label={t("setting.timer")}>
        {(id) => <Select id={id} aria-label={t("setting.timer")} value={isUntil ? "until" : "duration"} options={["duration", "until"].map((value) => ({ value, label: t(`timer.${value}`) }))} onChange={mode} />}
      </PropertyField>
      {isUntil ? (
        <ExpressionInput label={t("timer.until")} value={settings.until} paths={fields.map((field) => field.path)} onChange={(text) => onChange("until", text)} />
      ) : (
        ["days", "hours", "minutes"].map((unit) => (
          <PropertyField key={unit} label={t(`timer.${unit}`)}>
            {(id) => (
              <InputNumber
                id={id}
                min={0}
                value={duration[unit] ?? null}
                onChange={(amount) => {
                  const next = { ...duration };
                  if (amount) next[unit] = amount;
                  else delete next[unit];
                  onChange("duration", next);
                }}
                style={{ width: "100%" }}
              />
            )}
          </PropertyField>
        ))
      )}
    </>
  );
}

/** What a waiting node waits for. */
export function EventSettings({ node, fields, onChange }: Props) {
  const { t } = useTranslation("flow-builder");
  const settings = node.settings ?? {};
  const isMessage = settings.message !== undefined;
  const mode = (next: string) => {
    onChange("message", next === "message" ? "continue" : undefined);
    onChange("when", next === "when" ? "" : undefined);
  };
  return (
    <>
      <PropertyField label={t("setting.event")}>
        {(id) => <Select id={id} aria-label={t("setting.event")} value={isMessage ? "message" : "when"} options={["when", "message"].map((value) => ({ value, label: t(`event.${value}`) }))} onChange={mode} />}
      </PropertyField>
      {isMessage ? (
        <PropertyField label={t("event.message")}>{(id) => <Input id={id} value={String(settings.message)} onChange={(event) => onChange("message", event.target.value)} />}</PropertyField>
      ) : (
        <ConditionEditor label={t("event.when")} value={settings.when} fields={fields} onChange={(text) => onChange("when", text)} />
      )}
    </>
  );
}
