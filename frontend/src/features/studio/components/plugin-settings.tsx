import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { useFormFields, type FieldInfo } from "@/builder/core/form-fields";
import { pickText } from "@/builder/core/localized";
import { type PluginInput, type PluginSpec, usePlugins } from "@/builder/core/plugins";
import { PropertyField, PropertyPanel } from "@/builder/core/property-panel";
import { propertiesOfSchema } from "@/builder/core/property-schema";

import { JsonField } from "./json-field";

type Values = Record<string, unknown>;

interface Props {
  app: string;
  document: Values;
  onChange: (name: string, value: unknown) => void;
}

/** Return the values with one member set, or taken out when it is undefined. */
export function withMember(values: unknown, name: string, value: unknown): Values | undefined {
  const next: Values = { ...(values as Values | undefined) };
  if (value === undefined) delete next[name];
  else next[name] = value;
  return Object.keys(next).length > 0 ? next : undefined;
}

/** The inputs and parameters of the chosen plugin, generated from its manifest. */
export function PluginSettings({ app, document, onChange }: Props) {
  const spec = usePlugins().find((plugin) => plugin.key === document.plugin);
  const { i18n } = useTranslation("studio");
  const fields = useFormFields(app, document.form as string | undefined, i18n.language);
  if (spec === undefined) return null;
  return (
    <>
      <Inputs spec={spec} fields={fields} values={document.inputs as Values | undefined} onChange={(inputs) => onChange("inputs", inputs)} />
      <Parameters spec={spec} values={document.params as Values | undefined} onChange={(params) => onChange("params", params)} />
    </>
  );
}

function Inputs(props: { spec: PluginSpec; fields: readonly FieldInfo[]; values: Values | undefined; onChange: (values: Values | undefined) => void }) {
  const { t } = useTranslation("studio");
  return (
    <fieldset className="builder-condition" data-pointer="/inputs">
      <legend>{t("member.inputs")}</legend>
      {props.spec.inputs.map((input) => (
        <Input key={input.key} input={input} fields={props.fields} value={props.values?.[input.key]} onChange={(value) => props.onChange(withMember(props.values, input.key, value))} />
      ))}
    </fieldset>
  );
}

function Input({ input, fields, value, onChange }: { input: PluginInput; fields: readonly FieldInfo[]; value: unknown; onChange: (value: unknown) => void }) {
  const { t, i18n } = useTranslation("studio");
  const label = pickText(input.label, i18n.language) || input.key;
  const chosen = value === undefined ? [] : Array.isArray(value) ? (value as string[]) : [String(value)];
  const known = fields.map((field) => ({ value: field.path, label: field.label }));
  const far = chosen.filter((path) => !fields.some((field) => field.path === path)).map((path) => ({ value: path, label: path }));
  const set = (paths: string[]) => onChange(input.many ? (paths.length > 0 ? paths : undefined) : paths.at(-1));
  return (
    <PropertyField label={label} help={input.many ? t("simple.paths") : undefined}>
      {(id) => <Select id={id} aria-label={label} mode="tags" maxCount={input.many ? undefined : 1} value={chosen} options={[...known, ...far]} onChange={set} />}
    </PropertyField>
  );
}

function Parameters({ spec, values, onChange }: { spec: PluginSpec; values: Values | undefined; onChange: (values: Values | undefined) => void }) {
  const { t, i18n } = useTranslation("studio");
  const parts = spec.parameters.properties ?? {};
  const labelOf = (name: string) => pickText(parts[name]?.["x-title"], i18n.language) || name;
  const simple = propertiesOfSchema({ properties: parts as never }, labelOf);
  const deep = Object.keys(parts).filter((name) => !simple.some((property) => property.name === name));
  const set = (name: string, value: unknown) => onChange(withMember(values, name, value));
  return (
    <fieldset className="builder-condition" data-pointer="/params">
      <legend>{t("member.params")}</legend>
      <PropertyPanel properties={simple} valueOf={(name) => values?.[name] ?? parts[name]?.default} onChange={set} />
      {deep.map((name) => (
        <JsonField key={name} label={labelOf(name)} value={values?.[name]} onChange={(value) => set(name, value)} />
      ))}
    </fieldset>
  );
}
