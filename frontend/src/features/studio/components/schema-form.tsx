import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ExpressionInput } from "@/builder/core/expression-input";
import { useDocuments, useFormFields } from "@/builder/core/form-fields";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText, type LocalizedText } from "@/builder/core/localized";
import { PluginSelect } from "@/builder/core/plugins";
import { PropertyField, PropertyPanel } from "@/builder/core/property-panel";
import { propertiesOfSchema } from "@/builder/core/property-schema";

import { JsonField } from "./json-field";
import { PluginSettings } from "./plugin-settings";

interface PropertySchema {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: unknown[];
  "x-expression"?: boolean;
  "x-title"?: Record<string, string>;
  title?: string;
}

export interface DocumentSchema {
  required?: string[];
  properties?: Record<string, PropertySchema>;
}

interface Props {
  app: string;
  schema: DocumentSchema | null;
  document: Record<string, unknown>;
  onChange: (name: string, value: unknown) => void;
}

const FIXED = new Set(["kind", "id", "key", "aliases"]);
/** Members whose form comes from the manifest of the chosen plugin. */
const OF_THE_PLUGIN = new Set(["inputs", "params"]);
const EXPRESSIONS = new Set(["expression", "filter", "when"]);

/** A form made of a document kind's schema; what is too deep for an input is edited as checked JSON. */
export function SchemaForm({ app, schema, document, onChange }: Props) {
  const { t } = useTranslation("studio");
  const isModel = document.plugin !== undefined;
  const names = Object.keys(schema?.properties ?? document).filter((name) => !FIXED.has(name) && !(isModel && OF_THE_PLUGIN.has(name)));
  return (
    <>
      <PropertyField label={t("name.key_label")}>{(id) => <Input id={id} readOnly value={String(document.key ?? "")} />}</PropertyField>
      {names.map((name) => (
        <div key={name} data-pointer={`/${name}`}>
          <Member app={app} name={name} part={schema?.properties?.[name] ?? {}} document={document} onChange={onChange} />
        </div>
      ))}
      {isModel && <PluginSettings app={app} document={document} onChange={onChange} />}
    </>
  );
}

function Member({ app, name, part, document, onChange }: MemberProps) {
  const { t, i18n } = useTranslation("studio");
  const label = part["x-title"] ? pickText(part["x-title"], i18n.language) : t(`member.${name}`, { defaultValue: part.title ?? name });
  const forms = useDocuments(app, "forms");
  const fields = useFormFields(app, (document.form ?? document.source) as string | undefined, i18n.language);
  const value = document[name];
  const set = (next: unknown) => onChange(name, next);
  if (name === "plugin") return <PluginSelect label={label} value={value as string | undefined} onChange={set} />;
  if (name === "form" || name === "source") {
    const options = forms.map((form) => ({ value: form.key, label: pickText(form.label, i18n.language) || form.key }));
    return <Choice label={label} value={value} options={options} onChange={set} />;
  }
  if (name === "field" || name === "date_field") {
    return <Choice label={label} value={value} options={fields.map((field) => ({ value: field.path, label: field.label }))} onChange={set} />;
  }
  if (name === "label" || name === "description" || name === "title") return <LocalizedInput label={label} value={value as LocalizedText} onChange={set} />;
  if (part["x-expression"] || EXPRESSIONS.has(name)) {
    return <ExpressionInput label={label} value={value} paths={fields.length > 0 ? fields.map((field) => field.path) : undefined} onChange={(text) => set(text || undefined)} />;
  }
  const [property] = propertiesOfSchema({ properties: { [name]: part as never } }, () => label);
  if (property) return <PropertyPanel properties={[property]} valueOf={() => value} onChange={(_, next) => set(next)} />;
  return <JsonField label={label} value={value} onChange={set} />;
}

type MemberProps = Omit<Props, "schema"> & { name: string; part: PropertySchema };

function Choice(props: { label: string; value: unknown; options: { value: string; label: string }[]; onChange: (value: unknown) => void }) {
  return (
    <PropertyField label={props.label}>
      {(id) => (
        <Select id={id} aria-label={props.label} allowClear value={(props.value as string) || undefined} options={props.options} showSearch={{ optionFilterProp: "label" }} onChange={props.onChange} />
      )}
    </PropertyField>
  );
}
