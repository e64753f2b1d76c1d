import { DeleteOutlined } from "@ant-design/icons";
import { App, Button, Select } from "antd";
import { useTranslation } from "react-i18next";

import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";
import { useBuilderDocument } from "@/builder/core/use-builder";

import { type FlowDocument, type FlowNode, nodeByKey } from "../model/flow-document";
import { nodeTypeInfo } from "../model/node-types";
import { edgeText, type FlowActions, labelOf } from "../use-flow-actions";
import { InsertMenu } from "./insert-menu";

/** What follows a node: connect by choosing from a list, the keyboard's way of drawing an edge. */
export function NextNodes({ node, actions }: { node: FlowNode; actions: FlowActions }) {
  const { t, i18n } = useTranslation("flow-builder");
  const { message } = App.useApp();
  const flow = useBuilderDocument<FlowDocument>();
  if (nodeTypeInfo(node.type).hasNoExit) return <RemoveNode node={node} actions={actions} />;
  const name = (key: string) => {
    const other = nodeByKey(flow, key);
    return other ? pickText(labelOf(other, flow), i18n.language) || key : key;
  };
  const leaving = flow.edges.filter((edge) => edge.from === node.key);
  const targets = flow.nodes.filter((other) => other.id !== node.id && other.type !== "start").map((other) => ({ value: other.key, label: name(other.key) }));
  const connect = (key: string) => {
    const refused = actions.refusal(node.key, key);
    if (refused) void message.warning(t(`refusal.${refused}`));
    else actions.connect(node.key, key);
  };
  return (
    <>
      <h3 className="builder-heading">{t("next.title")}</h3>
      <div className="flow-next">
        {leaving.map((edge) => (
          <div key={edge.id} className="flow-next-row">
            <button type="button" className="builder-item" onClick={() => actions.select(edge.id)}>
              <span aria-hidden>→</span>
              <span className="builder-item-text">{edgeText(edge, i18n.language, t) ? t("outline.edge", { label: edgeText(edge, i18n.language, t), to: name(edge.to) }) : name(edge.to)}</span>
            </button>
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("next.disconnect", { to: name(edge.to) })} onClick={() => actions.remove([edge.id])} />
          </div>
        ))}
      </div>
      <PropertyField label={t("next.connect")}>
        {(id) => <Select id={id} aria-label={t("next.connect")} value={null} placeholder={t("next.choose")} options={targets} showSearch={{ optionFilterProp: "label" }} onChange={(key: string | null) => key && connect(key)} />}
      </PropertyField>
      <div className="builder-field-row">
        <span>{t("next.add")}</span>
        <InsertMenu label={t("node.append", { label: name(node.key) })} onInsert={(type) => actions.append(node.id, type)} />
      </div>
      <RemoveNode node={node} actions={actions} />
    </>
  );
}

function RemoveNode({ node, actions }: { node: FlowNode; actions: FlowActions }) {
  const { t } = useTranslation("flow-builder");
  return (
    <Button danger block icon={<DeleteOutlined />} onClick={() => actions.remove([node.id])}>
      {t("properties.remove")}
    </Button>
  );
}
