import { DeleteOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ConditionEditor } from "@/builder/core/condition-editor";
import { SYSTEM_FIELDS, useDocuments, type FieldInfo } from "@/builder/core/form-fields";
import { KeyInput } from "@/builder/core/key-input";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";
import { useBuilderDocument } from "@/builder/core/use-builder";

import { type FlowDocument, type FlowEdge, nodeByKey } from "../model/flow-document";
import { nodeTypeInfo } from "../model/node-types";
import { type FlowActions, labelOf } from "../use-flow-actions";
import { SwitchRow } from "./switch-row";

/** Properties of an edge; out of a stage it is a button that people press. */
export function EdgeProperties(props: { app: string; edge: FlowEdge; fields: readonly FieldInfo[]; actions: FlowActions }) {
  const { t, i18n } = useTranslation("flow-builder");
  const { app, edge, fields, actions } = props;
  const flow = useBuilderDocument<FlowDocument>();
  const source = nodeByKey(flow, edge.from);
  const target = nodeByKey(flow, edge.to);
  const set = (members: Partial<FlowEdge>) => actions.setEdge(edge.id, members);
  const taken = flow.edges.filter((other) => other.from === edge.from && other.id !== edge.id).flatMap((other) => (other.action ? [other.action] : []));
  const name = (node: typeof source) => (node ? pickText(labelOf(node, flow), i18n.language) || node.key : "");
  const ports = source ? nodeTypeInfo(source.type).ports : [];
  return (
    <>
      <h2 className="builder-heading">{t("properties.edge", { from: name(source), to: name(target) })}</h2>
      <PropertyField label={t("edge.to")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("edge.to")}
            value={edge.to}
            options={flow.nodes.filter((node) => node.type !== "start" && node.key !== edge.from).map((node) => ({ value: node.key, label: name(node) }))}
            onChange={(to) => set({ to })}
          />
        )}
      </PropertyField>
      <LocalizedInput label={source?.type === "stage" ? t("edge.button") : t("property.label")} value={edge.label} onChange={(label) => set({ label })} />
      {source?.type === "stage" && <StageEdge app={app} edge={edge} fields={fields} taken={taken} set={set} />}
      {ports.length > 0 && (
        <PropertyField label={t("edge.port")}>
          {(id) => <Select id={id} aria-label={t("edge.port")} allowClear value={edge.port ?? undefined} options={ports.map((port) => ({ value: port, label: t(`port.${port}`) }))} onChange={(port?: string) => set({ port })} />}
        </PropertyField>
      )}
      {source?.type === "xor" && (
        <>
          <SwitchRow label={t("edge.isDefault")} checked={edge.default === true} onChange={(checked) => set(checked ? { default: true, when: undefined } : { default: undefined })} />
          <PropertyField label={t("edge.order")}>
            {(id) => <InputNumber id={id} min={0} max={100000} value={edge.order ?? null} onChange={(order) => set({ order: order ?? undefined })} style={{ width: "100%" }} />}
          </PropertyField>
        </>
      )}
      {!edge.default && (
        <ConditionEditor label={source?.type === "stage" ? t("edge.guard") : t("edge.when")} value={edge.when} fields={fields} onChange={(text) => set({ when: text || undefined })} />
      )}
      {Boolean(edge.when) && source?.type === "stage" && <LocalizedInput label={t("edge.reason")} value={edge.reason} onChange={(reason) => set({ reason })} />}
      <Button danger block icon={<DeleteOutlined />} onClick={() => actions.remove([edge.id])}>
        {t("properties.removeEdge")}
      </Button>
    </>
  );
}

function StageEdge(props: { app: string; edge: FlowEdge; fields: readonly FieldInfo[]; taken: readonly string[]; set: (members: Partial<FlowEdge>) => void }) {
  const { t, i18n } = useTranslation("flow-builder");
  const { app, edge, fields, taken, set } = props;
  const roles = useDocuments(app, "roles");
  const own = fields.filter((field) => !SYSTEM_FIELDS.some((system) => system.path === field.path) && !field.path.startsWith("vars."));
  return (
    <>
      <KeyInput label={t("edge.action")} value={edge.action ?? ""} taken={taken} onCommit={(action) => set({ action })} />
      <PropertyField label={t("edge.required")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("edge.required")}
            mode="multiple"
            value={edge.required ?? []}
            options={own.map((field) => ({ value: field.path, label: field.label }))}
            showSearch={{ optionFilterProp: "label" }}
            onChange={(required: string[]) => set({ required: required.length > 0 ? required : undefined })}
          />
        )}
      </PropertyField>
      <PropertyField label={t("edge.roles")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("edge.roles")}
            mode="multiple"
            value={edge.roles ?? []}
            options={roles.map((role) => ({ value: role.key, label: pickText(role.label, i18n.language) || role.key }))}
            onChange={(chosen: string[]) => set({ roles: chosen.length > 0 ? chosen : undefined })}
          />
        )}
      </PropertyField>
      <SwitchRow label={t("edge.comment")} checked={edge.requires_comment === true} onChange={(checked) => set({ requires_comment: checked || undefined })} />
    </>
  );
}
