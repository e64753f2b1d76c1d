import { Input, InputNumber } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { describeFields, SYSTEM_FIELDS, type FieldInfo } from "@/builder/core/form-fields";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText } from "@/builder/core/localized";
import { PluginSelect } from "@/builder/core/plugins";
import { PropertyField, PropertyPanel } from "@/builder/core/property-panel";
import type { Property } from "@/builder/core/property-schema";
import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";

import { typeInfo } from "../model/catalogue";
import { type FieldOption, type FormDocument, type FormField, placeOf, type Section } from "../model/form-document";
import { fieldProperties } from "../model/settings";
import type { FormActions } from "../use-form-actions";
import { OptionsEditor } from "./options-editor";
import { DefaultInput, FarFieldPicker, FarFilter, ModelPicker, SourcePicker, TargetPicker, ViaPicker } from "./relation-pickers";
import { SubtableEditor } from "./subtable-editor";

/** The fields of the form under edit, for pickers and conditions. */
export function useOwnFields(): FieldInfo[] {
  const { t, i18n } = useTranslation("builder");
  const form = useBuilderDocument<FormDocument>();
  return useMemo(
    () => [
      ...describeFields(form.fields as Parameters<typeof describeFields>[0], i18n.language),
      ...SYSTEM_FIELDS.map((field) => ({ ...field, label: t(`system.${field.path}`) })),
    ],
    [form.fields, i18n.language, t],
  );
}

/** Properties of what is selected: a field, a section, or the form itself. */
export function Properties({ app, actions }: { app: string; actions: FormActions }) {
  const form = useBuilderDocument<FormDocument>();
  const selection = useSelection();
  const field = form.fields.find((candidate) => candidate.id === selection);
  if (field) return <FieldProperties key={field.id} app={app} field={field} actions={actions} />;
  const section = form.layout.find((candidate) => candidate.id === selection);
  if (section) return <SectionProperties section={section} actions={actions} />;
  return <FormProperties form={form} actions={actions} />;
}

function FieldProperties({ app, field, actions }: { app: string; field: FormField; actions: FormActions }) {
  const { t, i18n } = useTranslation("form-builder");
  const form = useBuilderDocument<FormDocument>();
  const fields = useOwnFields();
  const place = placeOf(form, field.key);
  const section = place ? form.layout[place.section] : undefined;
  const item = place ? section?.items[place.index] : undefined;
  const set = (name: string, value: unknown) => (name === "key" ? actions.renameKey(field.id, String(value)) : actions.setMember(field.id, name, value));
  const picker = (property: Property) => ({
    app,
    form: form.key,
    field,
    fields,
    label: property.label,
    onChange: (value: unknown) => set(property.name, value),
  });
  return (
    <>
      <h2 className="builder-heading">{t("properties.field", { type: pickText(typeInfo(field.type).label, i18n.language) })}</h2>
      <PropertyPanel
        properties={fieldProperties(field.type, t)}
        valueOf={(name) => field[name]}
        onChange={set}
        paths={fields.map((info) => info.path)}
        custom={{
          options: () => <OptionsEditor options={(field.options ?? []) as FieldOption[]} onChange={(options) => set("options", options)} />,
          fields: () => <SubtableEditor columns={field.fields ?? []} onChange={(columns) => set("fields", columns)} />,
          target: (property) => <TargetPicker {...picker(property)} />,
          source: (property) => <SourcePicker {...picker(property)} />,
          model: (property) => <ModelPicker {...picker(property)} />,
          plugin: (property) => <PluginSelect label={property.label} value={field.plugin as string | undefined} onChange={(value) => set("plugin", value)} />,
          via: (property) => <ViaPicker {...picker(property)} />,
          field: (property) => <FarFieldPicker {...picker(property)} />,
          filter: (property) => <FarFilter {...picker(property)} />,
          default: (property) => <DefaultInput {...picker(property)} />,
          params: (property) => <JsonInput label={property.label} value={field.params} onChange={(value) => set("params", value)} />,
          width: (property) => (
            <PropertyField label={property.label}>
              {(id) => (
                <InputNumber id={id} min={1} max={section?.columns ?? 1} value={item?.width ?? 1} onChange={(width) => actions.setWidth(field.key, width ?? 1)} style={{ width: "100%" }} />
              )}
            </PropertyField>
          ),
        }}
      />
    </>
  );
}

/** Small parameter objects; keeps the last value that was well-formed. */
function JsonInput({ label, value, onChange }: { label: string; value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation("form-builder");
  return (
    <PropertyField label={label} help={t("properties.json")}>
      {(id) => (
        <Input.TextArea
          id={id}
          className="builder-code"
          defaultValue={value === undefined ? "" : JSON.stringify(value, null, 2)}
          autoSize={{ minRows: 2, maxRows: 10 }}
          onBlur={(event) => {
            const text = event.target.value.trim();
            if (text === "") return onChange(undefined);
            try {
              onChange(JSON.parse(text));
            } catch {
              event.target.focus();
            }
          }}
        />
      )}
    </PropertyField>
  );
}

function SectionProperties({ section, actions }: { section: Section; actions: FormActions }) {
  const { t } = useTranslation("form-builder");
  return (
    <>
      <h2 className="builder-heading">{t("properties.section")}</h2>
      <LocalizedInput label={t("property.label")} value={section.label} onChange={(label) => actions.setSection(section.id, { label })} />
      <PropertyField label={t("property.columns")}>
        {(id) => (
          <InputNumber id={id} min={1} max={4} value={section.columns} onChange={(columns) => actions.setSection(section.id, { columns: columns ?? 1 })} style={{ width: "100%" }} />
        )}
      </PropertyField>
    </>
  );
}

function FormProperties({ form, actions }: { form: FormDocument; actions: FormActions }) {
  const { t } = useTranslation("form-builder");
  return (
    <>
      <h2 className="builder-heading">{t("properties.form")}</h2>
      <LocalizedInput label={t("property.label")} value={form.label} onChange={(label) => actions.setForm("label", label)} />
      <PropertyField label={t("property.title")} help={t("properties.titleHelp")}>
        {(id) => <Input id={id} value={form.title ?? ""} onChange={(event) => actions.setForm("title", event.target.value || undefined)} />}
      </PropertyField>
      <KeyInputReadOnly label={t("property.key")} value={form.key} />
    </>
  );
}

function KeyInputReadOnly({ label, value }: { label: string; value: string }) {
  return <PropertyField label={label}>{(id) => <Input id={id} value={value} readOnly />}</PropertyField>;
}

