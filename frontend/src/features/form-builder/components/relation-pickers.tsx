import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ConditionEditor } from "@/builder/core/condition-editor";
import { useDocuments, useFormFields, type FieldInfo } from "@/builder/core/form-fields";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";

import type { FormField } from "../model/form-document";

interface Picker {
  app: string;
  field: FormField;
  /** Fields of the form under edit. */
  fields: readonly FieldInfo[];
  label: string;
  onChange: (value: unknown) => void;
}

/** The form that a link leads to. */
export function TargetPicker({ app, field, label, onChange }: Picker) {
  const { i18n } = useTranslation("form-builder");
  const forms = useDocuments(app, "forms");
  return (
    <PropertyField label={label}>
      {(id) => (
        <Select
          id={id}
          aria-label={label}
          value={field.target as string | undefined}
          options={forms.map((form) => ({ value: form.key, label: pickText(form.label, i18n.language) || form.key }))}
          showSearch={{ optionFilterProp: "label" }}
          onChange={onChange}
        />
      )}
    </PropertyField>
  );
}

/** The link, or for roll-ups also the sub-table, that a computed value comes through. */
export function ViaPicker({ app, field, fields, label, onChange }: Picker) {
  const { t, i18n } = useTranslation("form-builder");
  const forms = useDocuments(app, "forms");
  const own = fields.filter((info) => info.type === "link" || (field.type === "rollup" && info.type === "subtable"));
  return (
    <PropertyField label={label} error={own.length === 0 ? t("relation.noLink") : undefined}>
      {(id) => (
        <Select
          id={id}
          aria-label={label}
          value={field.via as string | undefined}
          options={own.map((info) => {
            const target = forms.find((form) => form.key === info.target);
            return { value: info.path, label: target ? `${info.label} → ${pickText(target.label, i18n.language)}` : info.label };
          })}
          onChange={onChange}
        />
      )}
    </PropertyField>
  );
}

/** Fields on the other side of the `via` of a lookup or roll-up. */
function useFarFields({ app, field, fields }: Picker): readonly FieldInfo[] {
  const { i18n } = useTranslation("form-builder");
  const via = fields.find((info) => info.path === field.via);
  const linked = useFormFields(app, via?.type === "link" ? via.target : null, i18n.language);
  return via?.type === "subtable" ? (via.fields ?? []) : linked;
}

/** The field whose value is fetched or summed up. */
export function FarFieldPicker(props: Picker) {
  const { field, label, onChange } = props;
  const far = useFarFields(props);
  return (
    <PropertyField label={label}>
      {(id) => (
        <Select
          id={id}
          aria-label={label}
          disabled={far.length === 0}
          value={field.field as string | undefined}
          options={far.map((info) => ({ value: info.path, label: info.label }))}
          showSearch={{ optionFilterProp: "label" }}
          onChange={onChange}
        />
      )}
    </PropertyField>
  );
}

/** Which records a roll-up counts. */
export function FarFilter(props: Picker) {
  const far = useFarFields(props);
  return <ConditionEditor label={props.label} value={props.field.filter} fields={far} onChange={(text) => props.onChange(text || undefined)} />;
}

/** A plain default value; choice fields offer their options. */
export function DefaultInput({ field, fields, label, onChange }: Picker) {
  const { t } = useTranslation("form-builder");
  const options = field.type === "checkbox" ? [{ key: "true", label: t("default.checked") }] : fields.find((info) => info.path === field.key)?.options;
  const write = (text: string | undefined) => {
    if (text === undefined || text === "") onChange(undefined);
    else if (field.type === "checkbox") onChange(true);
    else if (field.type === "integer" || field.type === "rating") onChange(Number.parseInt(text, 10) || 0);
    else onChange(text);
  };
  return (
    <PropertyField label={label}>
      {(id) =>
        options ? (
          <Select
            id={id}
            aria-label={label}
            allowClear
            value={field.default === undefined ? undefined : String(field.default)}
            options={options.map((option) => ({ value: option.key, label: option.label }))}
            onChange={write}
          />
        ) : (
          <Input id={id} type={field.type === "date" ? "date" : "text"} value={field.default === undefined ? "" : String(field.default)} onChange={(event) => write(event.target.value)} />
        )
      }
    </PropertyField>
  );
}
