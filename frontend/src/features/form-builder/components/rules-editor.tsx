import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Alert, Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ConditionEditor } from "@/builder/core/condition-editor";
import { expressionText } from "@/builder/core/expression-check";
import type { FieldInfo } from "@/builder/core/form-fields";
import { newId } from "@/builder/core/ids";
import { PropertyField } from "@/builder/core/property-panel";
import { useBuilderDocument } from "@/builder/core/use-builder";

import type { FormDocument, Rule } from "../model/form-document";
import { EFFECTS, ruleSentence, unknownKeys } from "../model/sentences";
import type { FormActions } from "../use-form-actions";
import { useOwnFields } from "./properties";

/** The rules of the form: when a condition holds, show, hide, require, lock or set fields. */
export function RulesEditor({ actions }: { actions: FormActions }) {
  const { t } = useTranslation(["form-builder", "builder"]);
  const form = useBuilderDocument<FormDocument>();
  const fields = useOwnFields();
  const add = () => actions.change((draft) => void draft.rules.push({ id: newId(), when: "", then: {} }));
  return (
    <div className="form-rules">
      <h2 className="builder-heading">{t("rules.title")}</h2>
      {form.rules.length === 0 && <p className="builder-hint">{t("rules.empty")}</p>}
      {form.rules.map((rule, index) => (
        <RuleCard key={rule.id} rule={rule} number={index + 1} fields={fields} actions={actions} />
      ))}
      <Button type="dashed" icon={<PlusOutlined />} onClick={add}>
        {t("rules.add")}
      </Button>
    </div>
  );
}

function RuleCard(props: { rule: Rule; number: number; fields: readonly FieldInfo[]; actions: FormActions }) {
  const { t } = useTranslation(["form-builder", "builder"]);
  const { rule, number, fields, actions } = props;
  const form = useBuilderDocument<FormDocument>();
  const own = fields.filter((info) => form.fields.some((field) => field.key === info.path));
  const choices = own.map((info) => ({ value: info.path, label: info.label }));
  const unknown = unknownKeys(rule, own);
  const edit = (part: string, recipe: (draft: Rule) => void) =>
    actions.change(
      (draft) => {
        const target = draft.rules.find((candidate) => candidate.id === rule.id);
        if (target) recipe(target);
      },
      { group: `${rule.id}.${part}` },
    );
  const [setKey, setValue] = Object.entries(rule.then.set ?? {})[0] ?? ["", ""];
  return (
    <div className="form-rule" data-element-id={rule.id} role="group" aria-label={t("rules.number", { number })}>
      <p>{ruleSentence(rule, fields, t)}</p>
      {unknown.length > 0 && <Alert type="warning" showIcon title={t("rules.unknown", { fields: unknown.join(", ") })} />}
      <ConditionEditor label={t("rules.when")} value={rule.when} fields={fields} onChange={(text) => edit("when", (draft) => void (draft.when = text))} />
      {EFFECTS.map((effect) => (
        <PropertyField key={effect} label={t(`rules.choose.${effect}`)}>
          {(id) => (
            <Select
              id={id}
              aria-label={t(`rules.choose.${effect}`)}
              mode="multiple"
              value={rule.then[effect] ?? []}
              options={choices}
              showSearch={{ optionFilterProp: "label" }}
              onChange={(keys) =>
                edit(effect, (draft) => {
                  if (keys.length > 0) draft.then[effect] = keys;
                  else delete draft.then[effect];
                })
              }
            />
          )}
        </PropertyField>
      ))}
      <div className="builder-condition-row">
        <Select
          aria-label={t("rules.setField")}
          placeholder={t("rules.setField")}
          allowClear
          value={setKey || undefined}
          options={choices}
          onChange={(key: string | undefined) =>
            edit("set", (draft) => {
              if (key) draft.then.set = { [key]: setValue || "null" };
              else delete draft.then.set;
            })
          }
        />
        {setKey && (
          <Input
            className="builder-code"
            aria-label={t("rules.setValue")}
            value={expressionText(setValue)}
            onChange={(event) => edit("set", (draft) => void (draft.then.set = { [setKey]: event.target.value }))}
          />
        )}
      </div>
      <Button
        danger
        type="text"
        icon={<DeleteOutlined />}
        aria-label={t("rules.removeNumber", { number })}
        onClick={() => actions.change((draft) => void (draft.rules = draft.rules.filter((candidate) => candidate.id !== rule.id)))}
      >
        {t("rules.remove")}
      </Button>
    </div>
  );
}
