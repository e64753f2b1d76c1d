import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ConditionEditor } from "@/builder/core/condition-editor";
import { useDocuments, useFormFields, type FieldInfo } from "@/builder/core/form-fields";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";

import type { FormField } from "../model/form-document";

export interface Picker {
  app: string;
  /** Key of the form under edit. */
  form: string;
  field: FormField;
  /** Fields of the form under edit. */
  fields: readonly FieldInfo[];
  label: string;
  onChange: (value: unknown) => void;
}

function useFormOptions(app: string) {
  const { i18n } = useTranslation("form-builder");
  return useDocuments(app, "forms").map((form) => ({ value: form.key, label: pickText(form.label, i18n.language) || form.key }));
}

function Choice(props: { label: string; value: unknown; options: { value: string; label: string }[]; error?: string; allowClear?: boolean; onChange: (value: unknown) => void }) {
  return (
    <PropertyField label={props.label} error={props.error}>
      {(id) => (
        <Select
          id={id}
          aria-label={props.label}
          allowClear={props.allowClear}
          value={(props.value as string | undefined) || undefined}
          options={props.options}
          showSearch={{ optionFilterProp: "label" }}
          onChange={props.onChange}
        />
      )}
    </PropertyField>
  );
}

const choicesOf = (fields: readonly FieldInfo[]) => fields.map((info) => ({ value: info.path, label: info.label }));

/** The form that a link leads to. */
export function TargetPicker({ app, field, label, onChange }: Picker) {
  return <Choice label={label} value={field.target} options={useFormOptions(app)} onChange={onChange} />;
}

/** Whose records a roll-up counts: another form's, or the rows of an own sub-table. */
export function SourcePicker({ app, field, label, onChange }: Picker) {
  const { t } = useTranslation("form-builder");
  const options = [{ value: "", label: t("relation.ownTable") }, ...useFormOptions(app)];
  return (
    <PropertyField label={label}>
      {(id) => <Select id={id} aria-label={label} value={(field.source as string | undefined) ?? ""} options={options} onChange={(source) => onChange(source || undefined)} />}
    </PropertyField>
  );
}

/** The link of a lookup; for a roll-up the link back, or the own sub-table. */
export function ViaPicker({ app, form, field, fields, label, onChange }: Picker) {
  const { t, i18n } = useTranslation("form-builder");
  const source = field.type === "rollup" ? (field.source as string | undefined) : undefined;
  const far = useFormFields(app, source, i18n.language);
  const links = source ? far.filter((info) => info.type === "link" && info.target === form) : fields.filter((info) => info.type === (field.type === "rollup" ? "subtable" : "link"));
  return <Choice label={label} value={field.via} options={choicesOf(links)} error={links.length === 0 ? t("relation.noLink") : undefined} onChange={onChange} />;
}

/** Fields on the other side of a lookup or roll-up. */
function useFarFields({ app, field, fields }: Picker): readonly FieldInfo[] {
  const { i18n } = useTranslation("form-builder");
  const via = fields.find((info) => info.path === field.via);
  const target = field.type === "rollup" ? (field.source as string | undefined) : via?.target;
  const linked = useFormFields(app, target, i18n.language);
  return target === undefined ? (via?.fields ?? []) : linked;
}

/** The field whose value is fetched or summed up. */
export function FarFieldPicker(props: Picker) {
  const far = useFarFields(props);
  return <Choice label={props.label} value={props.field.field} options={choicesOf(far)} allowClear onChange={props.onChange} />;
}

/** Which records a roll-up counts. */
export function FarFilter(props: Picker) {
  const far = useFarFields(props);
  return <ConditionEditor label={props.label} value={props.field.filter} fields={far} onChange={(text) => props.onChange(text || undefined)} />;
}

/** The model whose live version scores the field. */
export function ModelPicker({ app, field, label, onChange }: Picker) {
  const { i18n } = useTranslation("form-builder");
  const models = useDocuments(app, "models");
  return <Choice label={label} value={field.model} allowClear options={models.map((model) => ({ value: model.key, label: pickText(model.label, i18n.language) || model.key }))} onChange={onChange} />;
}

/** A plain default value; choice fields offer their options. */
export function DefaultInput({ field, fields, label, onChange }: Picker) {
  const { t } = useTranslation("form-builder");
  const options = field.type === "checkbox" ? [{ key: "true", label: t("default.checked") }] : fields.find((info) => info.path === field.key)?.options;
  const write = (text: unknown) => {
    if (typeof text !== "string" || text === "") onChange(undefined);
    else if (field.type === "checkbox") onChange(true);
    else if (field.type === "integer" || field.type === "rating") onChange(Number.parseInt(text, 10) || 0);
    else onChange(text);
  };
  const shown = field.default === undefined ? undefined : String(field.default);
  if (options) return <Choice label={label} value={shown} allowClear options={options.map((option) => ({ value: option.key, label: option.label }))} onChange={write} />;
  return (
    <PropertyField label={label}>
      {(id) => <Input id={id} type={field.type === "date" ? "date" : "text"} value={shown ?? ""} onChange={(event) => write(event.target.value)} />}
    </PropertyField>
  );
}
