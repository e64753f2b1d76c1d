import { Radio, Select } from "antd";
import { useTranslation } from "react-i18next";

import type { ImportPlan } from "@/api/imports";
import type { CompiledField } from "@/api/types";

/** Which column of the file becomes which field, and what happens to known and to bad rows. */
export function Mapping(props: { fields: CompiledField[]; header: string[]; sample: string[]; plan: ImportPlan; onChange: (plan: ImportPlan) => void }) {
  const { fields, header, sample, plan, onChange } = props;
  const { t } = useTranslation("app-runtime");
  const used = new Set(Object.values(plan.mapping));
  const set = (column: string, key: string | undefined) => {
    const mapping = { ...plan.mapping };
    if (key) mapping[column] = key;
    else delete mapping[column];
    onChange({ ...plan, mapping, upsertOn: plan.upsertOn && Object.values(mapping).includes(plan.upsertOn) ? plan.upsertOn : null });
  };
  const missing = fields.filter((field) => field.required && !used.has(field.key));
  return (
    <>
      <div style={{ maxHeight: "46vh", overflow: "auto" }} tabIndex={0} role="group" aria-label={t("imports.steps.mapping")}>
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t("imports.column")}</th>
              <th scope="col">{t("imports.example")}</th>
              <th scope="col">{t("imports.field")}</th>
            </tr>
          </thead>
          <tbody>
            {header.map((column, index) => (
              <tr key={`${column}${index}`}>
                <th scope="row">{column}</th>
                <td style={{ maxWidth: 200, overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}>{sample[index]}</td>
                <td>
                  <Select
                    aria-label={t("imports.fieldOf", { column })}
                    value={plan.mapping[column]}
                    placeholder={t("imports.leaveOut")}
                    allowClear
                    showSearch={{ optionFilterProp: "label" }}
                    onChange={(key: string | undefined) => set(column, key)}
                    options={fields
                      .filter((field) => !used.has(field.key) || plan.mapping[column] === field.key)
                      .map((field) => ({ value: field.key, label: field.required ? `${field.label} *` : field.label }))}
                    style={{ width: 220 }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && <p role="status">{t("imports.missing", { fields: missing.map((field) => field.label).join(", ") })}</p>}
      <div style={{ display: "grid", gap: 12, marginTop: 12 }}>
        <label>
          <span style={{ display: "block", marginBottom: 4 }}>{t("imports.upsert")}</span>
          <Select
            value={plan.upsertOn ?? undefined}
            placeholder={t("imports.alwaysNew")}
            allowClear
            onChange={(key: string | undefined) => onChange({ ...plan, upsertOn: key ?? null })}
            options={fields.filter((field) => used.has(field.key)).map((field) => ({ value: field.key, label: field.label }))}
            style={{ width: 260 }}
          />
        </label>
        <Radio.Group
          name="on-error"
          aria-label={t("imports.onError")}
          value={plan.onError}
          onChange={(event) => onChange({ ...plan, onError: event.target.value })}
          options={[
            { value: "skip", label: t("imports.skip") },
            { value: "stop", label: t("imports.stop") },
          ]}
        />
      </div>
    </>
  );
}
