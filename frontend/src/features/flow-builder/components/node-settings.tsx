import { Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { useDocuments, useFormFields, type FieldInfo } from "@/builder/core/form-fields";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText, type LocalizedText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";
import { useBuilderDocument } from "@/builder/core/use-builder";

import type { FlowDocument, FlowNode } from "../model/flow-document";
import { type PersonRule, PersonRuleEditor, UsersSelect } from "./person-rule";
import { SwitchRow } from "./switch-row";
import { ValuesEditor } from "./values-editor";
import { EventSettings, TimerSettings } from "./waiting-settings";

interface Props {
  app: string;
  node: FlowNode;
  fields: readonly FieldInfo[];
  onChange: (name: string, value: unknown) => void;
}

/** The settings of a node by its type. */
export function NodeSettings({ app, node, fields, onChange }: Props) {
  const { t } = useTranslation("flow-builder");
  const settings = node.settings ?? {};
  const values = (settings.values ?? {}) as Record<string, unknown>;
  switch (node.type) {
    case "approval":
      return <ApprovalSettings app={app} node={node} fields={fields} onChange={onChange} />;
    case "notify":
    case "email":
      return (
        <>
          <Receivers app={app} node={node} fields={fields} onChange={onChange} />
          <LocalizedInput label={t("setting.title")} value={settings.title as LocalizedText} onChange={(text) => onChange("title", text)} />
          <LocalizedInput label={t("setting.body")} value={settings.body as LocalizedText} onChange={(text) => onChange("body", text)} />
          <p className="builder-hint">{t("setting.placeholders")}</p>
        </>
      );
    case "assign":
      return <AssignSettings app={app} node={node} fields={fields} onChange={onChange} />;
    case "update_record":
      return <UpdateSettings app={app} node={node} fields={fields} onChange={onChange} />;
    case "create_record":
      return <CreateSettings app={app} node={node} fields={fields} onChange={onChange} />;
    case "set_vars":
      return <VariableSettings app={app} node={node} fields={fields} onChange={onChange} />;
    case "webhook":
      return (
        <>
          <PropertyField label={t("setting.url")}>{(id) => <Input id={id} value={String(settings.url ?? "")} onChange={(event) => onChange("url", event.target.value)} />}</PropertyField>
          <ValuesEditor label={t("setting.sent")} values={values} paths={fields.map((field) => field.path)} onChange={(next) => onChange("values", next)} />
          <SwitchRow label={t("setting.wait")} checked={settings.wait === true} onChange={(checked) => onChange("wait", checked || undefined)} />
        </>
      );
    case "timer":
      return <TimerSettings node={node} fields={fields} onChange={onChange} />;
    case "wait_event":
      return <EventSettings node={node} fields={fields} onChange={onChange} />;
    case "end":
      return <SwitchRow label={t("setting.terminate")} checked={settings.terminate === true} onChange={(checked) => onChange("terminate", checked || undefined)} />;
    case "note":
      return <LocalizedInput label={t("setting.text")} value={settings.text as LocalizedText} onChange={(text) => onChange("text", text)} />;
    default:
      return null;
  }
}

function ApprovalSettings({ app, node, fields, onChange }: Props) {
  const { t } = useTranslation("flow-builder");
  const settings = node.settings ?? {};
  return (
    <>
      <PersonRuleEditor app={app} label={t("setting.assignee")} rule={settings.assignee as PersonRule} onChange={(rule) => onChange("assignee", rule)} />
      <PropertyField label={t("setting.whenNobody")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("setting.whenNobody")}
            value={(settings.when_nobody as string | undefined) ?? "admin"}
            options={["admin", "pass", "block"].map((value) => ({ value, label: t(`nobody.${value}`) }))}
            onChange={(value) => onChange("when_nobody", value)}
          />
        )}
      </PropertyField>
      <LocalizedInput label={t("setting.title")} value={settings.title as LocalizedText} onChange={(text) => onChange("title", text)} />
      <PropertyField label={t("setting.facts")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("setting.facts")}
            mode="multiple"
            maxCount={12}
            value={(settings.facts ?? []) as string[]}
            options={fields.map((field) => ({ value: field.path, label: field.label }))}
            showSearch={{ optionFilterProp: "label" }}
            onChange={(facts) => onChange("facts", facts.length > 0 ? facts : undefined)}
          />
        )}
      </PropertyField>
    </>
  );
}

/** Who is told: a rule, certain users, members of roles; any of them may be left out. */
function Receivers({ app, node, onChange }: Props) {
  const { t, i18n } = useTranslation("flow-builder");
  const roles = useDocuments(app, "roles");
  const settings = node.settings ?? {};
  const listed = (value: string[]) => (value.length > 0 ? value : undefined);
  return (
    <>
      <SwitchRow label={t("setting.byRule")} checked={settings.to !== undefined} onChange={(checked) => onChange("to", checked ? { rule: "owner" } : undefined)} />
      {settings.to !== undefined && <PersonRuleEditor app={app} label={t("setting.to")} rule={settings.to as PersonRule} onChange={(rule) => onChange("to", rule)} />}
      <PropertyField label={t("setting.roles")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("setting.roles")}
            mode="multiple"
            value={(settings.roles ?? []) as string[]}
            options={roles.map((role) => ({ value: role.key, label: pickText(role.label, i18n.language) || role.key }))}
            onChange={(value) => onChange("roles", listed(value))}
          />
        )}
      </PropertyField>
      <UsersSelect label={t("setting.users")} value={(settings.users ?? []) as string[]} onChange={(value) => onChange("users", listed(value))} />
    </>
  );
}

/** Fields of the record itself, or of the record that a link leads to. */
function UpdateSettings({ app, node, fields, onChange }: Props) {
  const { t, i18n } = useTranslation("flow-builder");
  const settings = node.settings ?? {};
  const via = (settings.via as string | null | undefined) ?? "";
  const links = fields.filter((field) => field.type === "link" && !field.path.includes("."));
  const far = useFormFields(app, links.find((link) => link.path === via)?.target, i18n.language);
  return (
    <>
      <PropertyField label={t("setting.via")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("setting.via")}
            value={via}
            options={[{ value: "", label: t("setting.itself") }, ...links.map((link) => ({ value: link.path, label: link.label }))]}
            onChange={(value) => onChange("via", value || undefined)}
          />
        )}
      </PropertyField>
      <ValuesEditor
        label={t("setting.values")}
        values={(settings.set ?? {}) as Record<string, unknown>}
        targets={via ? far : fields}
        paths={fields.map((field) => field.path)}
        onChange={(next) => onChange("set", next)}
      />
    </>
  );
}

function AssignSettings({ app, node, onChange }: Props) {
  const { t, i18n } = useTranslation("flow-builder");
  const roles = useDocuments(app, "roles");
  const settings = node.settings ?? {};
  return (
    <>
      <PropertyField label={t("setting.method")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("setting.method")}
            value={settings.method as string}
            options={["round_robin", "load"].map((value) => ({ value, label: t(`method.${value}`) }))}
            onChange={(value) => onChange("method", value)}
          />
        )}
      </PropertyField>
      <PropertyField label={t("setting.role")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("setting.role")}
            allowClear
            value={settings.role as string | undefined}
            options={roles.map((role) => ({ value: role.key, label: pickText(role.label, i18n.language) || role.key }))}
            onChange={(value) => onChange("role", value)}
          />
        )}
      </PropertyField>
      <UsersSelect label={t("setting.users")} value={(settings.users ?? []) as string[]} onChange={(users) => onChange("users", users.length > 0 ? users : undefined)} />
    </>
  );
}

function CreateSettings({ app, node, fields, onChange }: Props) {
  const { t, i18n } = useTranslation("flow-builder");
  const flow = useBuilderDocument<FlowDocument>();
  const forms = useDocuments(app, "forms");
  const settings = node.settings ?? {};
  const targets = useFormFields(app, settings.form as string | undefined, i18n.language);
  const variables = flow.variables ?? [];
  return (
    <>
      <PropertyField label={t("setting.form")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("setting.form")}
            value={(settings.form as string) || undefined}
            options={forms.map((form) => ({ value: form.key, label: pickText(form.label, i18n.language) || form.key }))}
            onChange={(form) => onChange("form", form)}
          />
        )}
      </PropertyField>
      <ValuesEditor
        label={t("setting.values")}
        values={(settings.set ?? {}) as Record<string, unknown>}
        targets={targets}
        paths={fields.map((field) => field.path)}
        onChange={(next) => onChange("set", next)}
      />
      {variables.length > 0 && (
        <PropertyField label={t("setting.saveAs")}>
          {(id) => <Select id={id} aria-label={t("setting.saveAs")} allowClear value={settings.save_as as string | undefined} options={variables.map(({ key }) => ({ value: key, label: key }))} onChange={(value) => onChange("save_as", value)} />}
        </PropertyField>
      )}
    </>
  );
}

function VariableSettings({ node, fields, onChange }: Props) {
  const { t } = useTranslation("flow-builder");
  const flow = useBuilderDocument<FlowDocument>();
  const targets = (flow.variables ?? []).map((variable) => ({ path: variable.key, label: variable.key, type: variable.type }));
  if (targets.length === 0) return <p className="builder-hint">{t("variables.none")}</p>;
  return <ValuesEditor label={t("setting.variables")} values={(node.settings?.set ?? {}) as Record<string, unknown>} targets={targets} paths={fields.map((field) => field.path)} onChange={(next) => onChange("set", next)} />;
}
