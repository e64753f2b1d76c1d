import { Input, InputNumber, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { SYSTEM_FIELDS, useDocuments, useFormFields, type FieldInfo } from "@/builder/core/form-fields";
import { KeyInput } from "@/builder/core/key-input";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";
import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";

import { edgeById, type FlowDocument, type FlowNode, nodeById, stageOf } from "../model/flow-document";
import { nodeTypeInfo } from "../model/node-types";
import { type FlowActions, labelOf } from "../use-flow-actions";
import { EdgeProperties } from "./edge-properties";
import { NextNodes } from "./next-nodes";
import { NodeSettings } from "./node-settings";
import { Variables } from "./variables";

/** The fields that conditions of the flow may name: those of its form, of the platform, and variables. */
export function useFlowFields(app: string): FieldInfo[] {
  const { t, i18n } = useTranslation("builder");
  const flow = useBuilderDocument<FlowDocument>();
  const own = useFormFields(app, flow.form, i18n.language);
  return useMemo(
    () => [
      ...own,
      ...SYSTEM_FIELDS.map((field) => ({ ...field, label: t(`system.${field.path}`) })),
      ...(flow.variables ?? []).map((variable) => ({ path: `vars.${variable.key}`, label: `vars.${variable.key}`, type: variable.type })),
    ],
    [own, t, flow.variables],
  );
}

/** Properties of what is selected: a node, an edge, or the flow itself. */
export function Properties({ app, actions }: { app: string; actions: FlowActions }) {
  const flow = useBuilderDocument<FlowDocument>();
  const selection = useSelection();
  const fields = useFlowFields(app);
  const node = nodeById(flow, selection);
  if (node) return <NodeProperties key={node.id} app={app} node={node} fields={fields} actions={actions} />;
  const edge = edgeById(flow, selection);
  if (edge) return <EdgeProperties key={edge.id} app={app} edge={edge} fields={fields} actions={actions} />;
  return <FlowProperties app={app} flow={flow} actions={actions} />;
}

function NodeProperties(props: { app: string; node: FlowNode; fields: readonly FieldInfo[]; actions: FlowActions }) {
  const { t, i18n } = useTranslation("flow-builder");
  const { app, node, fields, actions } = props;
  const flow = useBuilderDocument<FlowDocument>();
  const taken = flow.nodes.filter((other) => other.id !== node.id).map((other) => other.key);
  return (
    <>
      <h2 className="builder-heading">{t("properties.node", { type: pickText(nodeTypeInfo(node.type).label, i18n.language) })}</h2>
      <LocalizedInput label={t("property.label")} value={labelOf(node, flow)} onChange={(label) => actions.setLabel(node.id, label)} />
      <KeyInput label={t("property.key")} value={node.key} taken={taken} onCommit={(key) => actions.rename(node.id, key)} />
      {node.type === "stage" ? (
        <StageProperties node={node} fields={fields} actions={actions} />
      ) : (
        <NodeSettings app={app} node={node} fields={fields} onChange={(name, value) => actions.setSetting(node.id, name, value)} />
      )}
      <NextNodes node={node} actions={actions} />
    </>
  );
}

function StageProperties({ node, fields, actions }: { node: FlowNode; fields: readonly FieldInfo[]; actions: FlowActions }) {
  const { t } = useTranslation("flow-builder");
  const flow = useBuilderDocument<FlowDocument>();
  const stage = stageOf(flow, node);
  if (stage === undefined) return null;
  const own = fields.filter((field) => !SYSTEM_FIELDS.some((system) => system.path === field.path) && !field.path.startsWith("vars."));
  return (
    <>
      <PropertyField label={t("property.outcome")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("property.outcome")}
            value={stage.kind}
            options={(["open", "success", "failure"] as const).map((value) => ({ value, label: t(`outcome.${value}`) }))}
            onChange={(kind) => actions.setStage(node.id, { kind })}
          />
        )}
      </PropertyField>
      <PropertyField label={t("property.probability")}>
        {(id) => <InputNumber id={id} min={0} max={100} value={stage.probability == null ? null : Math.round(stage.probability * 10000) / 100} onChange={(percent) => actions.setStage(node.id, { probability: percent === null ? null : percent / 100 })} style={{ width: "100%" }} />}
      </PropertyField>
      <PropertyField label={t("property.stageRequired")} help={t("property.stageRequiredHelp")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("property.stageRequired")}
            mode="multiple"
            value={stage.required ?? []}
            options={own.map((field) => ({ value: field.path, label: field.label }))}
            showSearch={{ optionFilterProp: "label" }}
            onChange={(required) => actions.setStage(node.id, { required })}
          />
        )}
      </PropertyField>
    </>
  );
}

function FlowProperties({ app, flow, actions }: { app: string; flow: FlowDocument; actions: FlowActions }) {
  const { t, i18n } = useTranslation("flow-builder");
  const forms = useDocuments(app, "forms");
  return (
    <>
      <h2 className="builder-heading">{t("properties.flow")}</h2>
      <LocalizedInput label={t("property.label")} value={flow.label} onChange={(label) => actions.setFlow("label", label)} />
      <PropertyField label={t("property.form")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("property.form")}
            value={flow.form || undefined}
            options={forms.map((form) => ({ value: form.key, label: pickText(form.label, i18n.language) || form.key }))}
            onChange={(form) => actions.setFlow("form", form)}
          />
        )}
      </PropertyField>
      <PropertyField label={t("property.key")}>{(id) => <Input id={id} readOnly value={flow.key} />}</PropertyField>
      <Variables variables={flow.variables ?? []} onChange={(variables) => actions.setFlow("variables", variables.length > 0 ? variables : undefined)} />
      <p className="builder-hint">{t("properties.versions")}</p>
    </>
  );
}
