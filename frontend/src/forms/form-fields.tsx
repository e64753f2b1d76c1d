import { theme } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import type { CompiledField, CompiledForm, Json, LayoutSection, RecordItem, Values } from "@/api/types";
import { isDerivedType } from "@/fields/cells";
import { controlOf, isWideType } from "@/fields/controls";
import { useNarrow } from "@/ui/media";

import { type FormFaults, NO_FAULTS } from "./faults";
import { FieldRow } from "./field-row";
import type { RuleState } from "./rule-state";
import { sectionsOf } from "./sections";

/** The inputs of a form, in the sections that its builder drew. */
export function FormFields(props: {
  form: CompiledForm;
  values: Values;
  onChange: (key: string, value: Json) => void;
  state: RuleState;
  app: string;
  faults?: FormFaults;
  links?: RecordItem["links"];
  disabled?: boolean;
  /** Only these fields; all when absent. */
  only?: readonly string[];
  /** A new record has no values that the system derives: their places would say nothing. */
  withoutDerived?: boolean;
}) {
  const prefix = useId();
  const { form, only, state } = props;
  const sections = sectionsOf(form, only).map((section) => ({
    ...section,
    items: section.items.filter(({ field }) => !state.hidden.has(field.key) && !(props.withoutDerived && isDerivedType(field.type))),
  }));
  return (
    <div style={{ display: "flex", flexDirection: "column", gap: 24 }}>
      {sections
        .filter((section) => section.items.length > 0)
        .map((section) => (
          <Section key={section.section.id} {...props} section={section.section} items={section.items} prefix={prefix} />
        ))}
    </div>
  );
}

function Section(props: {
  section: LayoutSection;
  items: { field: CompiledField; width: number }[];
  prefix: string;
  values: Values;
  onChange: (key: string, value: Json) => void;
  state: RuleState;
  app: string;
  faults?: FormFaults;
  links?: RecordItem["links"];
  disabled?: boolean;
}) {
  const { section, items, prefix, values, onChange, state, app, links, disabled } = props;
  const faults = props.faults ?? NO_FAULTS;
  const { t } = useTranslation("forms");
  const { token } = theme.useToken();
  const narrow = useNarrow();
  const columns = narrow ? 1 : Math.max(1, Math.min(4, section.columns ?? 2));
  const heading = `${prefix}${section.id}-heading`;
  return (
    <section aria-labelledby={section.label ? heading : undefined}>
      {section.label && (
        <h3 id={heading} style={{ fontSize: 15, fontWeight: 600, margin: "0 0 12px", color: token.colorText }}>
          {section.label}
        </h3>
      )}
      <div style={{ display: "grid", gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: "16px 20px" }}>
        {items.map(({ field, width }) => {
          const Control = controlOf(field.type);
          const id = `${prefix}${field.key}`;
          const fault = faults.fields.get(field.key);
          const masked = field.right === "mask";
          const locked = disabled || state.readOnly.has(field.key) || isDerivedType(field.type);
          const span = isWideType(field.type) ? columns : Math.min(columns, Math.max(1, width));
          return (
            <FieldRow
              key={field.key}
              id={id}
              label={field.label}
              required={state.required.has(field.key) && !isDerivedType(field.type)}
              help={masked ? t("masked") : field.help}
              fault={fault}
              span={span}
            >
              <Control
                field={field}
                value={values[field.key]}
                onChange={(value) => onChange(field.key, value)}
                id={id}
                disabled={locked || masked}
                invalid={fault !== undefined}
                required={state.required.has(field.key)}
                describedBy={fault ? `${id}-fault` : field.help || masked ? `${id}-help` : undefined}
                app={app}
                links={links}
              />
            </FieldRow>
          );
        })}
      </div>
    </section>
  );
}
