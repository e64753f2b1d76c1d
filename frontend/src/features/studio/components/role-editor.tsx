import { Checkbox, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ConditionEditor } from "@/builder/core/condition-editor";
import { useDocuments, useFormFields } from "@/builder/core/form-fields";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";
import { useBuilderDocument, useBuilderStore } from "@/builder/core/use-builder";

import { ACTIONS, CAPABILITIES, type Grant, RIGHTS, type RoleDocument, SCOPES, setFieldRight, toggleAction } from "../model/grants";

/** A role as a matrix: forms × actions with a scope, and rights on single fields. */
export function RoleEditor({ app }: { app: string }) {
  const { t, i18n } = useTranslation("studio");
  const store = useBuilderStore<RoleDocument>();
  const role = useBuilderDocument<RoleDocument>();
  const forms = useDocuments(app, "forms");
  const [open, setOpen] = useState<string | null>(null);
  const grantOf = (form: string) => role.grants?.find((grant) => grant.form === form);
  return (
    <>
      <LocalizedInput label={t("name.label")} value={role.label} onChange={(label) => store.change((draft) => void (draft.label = label), { group: "label" })} />
      <PropertyField label={t("role.capabilities")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("role.capabilities")}
            mode="multiple"
            value={role.capabilities ?? []}
            options={CAPABILITIES.map((value) => ({ value: value as string, label: t(`role.capability.${value}`) }))}
            onChange={(capabilities) => store.change((draft) => void (draft.capabilities = capabilities))}
          />
        )}
      </PropertyField>
      <div className="studio-matrix" tabIndex={0} role="region" aria-label={t("role.matrix")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("role.form")}</th>
              {ACTIONS.map((action) => (
                <th scope="col" key={action}>
                  {t(`role.action.${action}`)}
                </th>
              ))}
              <th scope="col">{t("role.scope")}</th>
              <th scope="col">{t("role.fields")}</th>
            </tr>
          </thead>
          <tbody>
            {forms.map((form) => {
              const grant = grantOf(form.key);
              const label = pickText(form.label, i18n.language) || form.key;
              return (
                <tr key={form.key}>
                  <th scope="row">{label}</th>
                  {ACTIONS.map((action) => (
                    <td key={action}>
                      <Checkbox
                        aria-label={t("role.cell", { form: label, action: t(`role.action.${action}`) })}
                        checked={grant?.actions.includes(action) ?? false}
                        onChange={(event) => store.change((draft) => toggleAction(draft, form.key, action, event.target.checked))}
                      />
                    </td>
                  ))}
                  <td>
                    <Select
                      size="small"
                      aria-label={t("role.scopeOf", { form: label })}
                      disabled={grant === undefined}
                      value={grant?.scope ?? "own"}
                      options={SCOPES.map((value) => ({ value, label: t(`role.scopes.${value}`) }))}
                      popupMatchSelectWidth={false}
                      onChange={(scope) =>
                        store.change((draft) => {
                          const target = draft.grants?.find((candidate) => candidate.form === form.key);
                          if (target) target.scope = scope;
                        })
                      }
                    />
                  </td>
                  <td>
                    <button type="button" className="studio-link" disabled={grant === undefined} aria-expanded={open === form.key} onClick={() => setOpen(open === form.key ? null : form.key)}>
                      {t("role.fieldCount", { count: Object.keys(grant?.fields ?? {}).length })}
                    </button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {forms.length === 0 && <p>{t("create.noForm")}</p>}
      {open !== null && grantOf(open) && <FieldRights key={open} app={app} form={open} grant={grantOf(open) as Grant} />}
    </>
  );
}

function FieldRights({ app, form, grant }: { app: string; form: string; grant: Grant }) {
  const { t, i18n } = useTranslation("studio");
  const store = useBuilderStore<RoleDocument>();
  const fields = useFormFields(app, form, i18n.language);
  const forms = useDocuments(app, "forms");
  const label = pickText(forms.find((entry) => entry.key === form)?.label, i18n.language) || form;
  return (
    <section aria-label={t("role.rightsOf", { form: label })}>
      <h2 className="builder-heading">{t("role.rightsOf", { form: label })}</h2>
      <div className="studio-rights">
        {fields.map((field) => (
          <PropertyField key={field.path} label={field.label}>
            {(id) => (
              <Select
                id={id}
                aria-label={field.label}
                size="small"
                allowClear
                placeholder={t("role.inherit")}
                value={grant.fields?.[field.path]}
                options={RIGHTS.map((value) => ({ value, label: t(`role.right.${value}`) }))}
                onChange={(right) => store.change((draft) => setFieldRight(draft, form, field.path, right))}
              />
            )}
          </PropertyField>
        ))}
      </div>
      <ConditionEditor
        label={t("role.when")}
        value={grant.when}
        fields={fields}
        onChange={(text) =>
          store.change(
            (draft) => {
              const target = draft.grants?.find((candidate) => candidate.form === form);
              if (!target) return;
              if (text) target.when = text;
              else delete target.when;
            },
            { group: `${form}.when` },
          )
        }
      />
    </section>
  );
}
