import { DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { pickText } from "@/builder/core/localized";
import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";

import { type FlowDocument, nodeByKey } from "../model/flow-document";
import { nodeTypeInfo } from "../model/node-types";
import { edgeText, type FlowActions, labelOf } from "../use-flow-actions";
import { InsertMenu } from "./insert-menu";
import { NodeIcon } from "./node-icon";

/** The flow as a list: everything that the canvas can do, for keyboards and screen readers. */
export function Outline({ actions }: { actions: FlowActions }) {
  const { t, i18n } = useTranslation("flow-builder");
  const flow = useBuilderDocument<FlowDocument>();
  const selection = useSelection();
  const name = (key: string) => {
    const node = nodeByKey(flow, key);
    return node ? pickText(labelOf(node, flow), i18n.language) || key : key;
  };
  const current = (id: string) => (selection === id ? ("true" as const) : undefined);
  return (
    <nav aria-label={t("outline.title")}>
      <button type="button" className="builder-item" aria-current={selection === null ? "true" : undefined} onClick={() => actions.select(null)}>
        <span className="builder-item-text">{t("outline.flow")}</span>
      </button>
      <ul className="builder-list builder-nested" style={{ gap: 0 }}>
        {flow.nodes.map((node) => (
          <li key={node.id}>
            <div className="flow-outline-row">
              <button type="button" className="builder-item" aria-current={current(node.id)} onClick={() => actions.select(node.id)}>
                <NodeIcon type={node.type} />
                <span className="builder-item-text">{name(node.key)}</span>
                <span className="builder-item-note">{pickText(nodeTypeInfo(node.type).label, i18n.language)}</span>
              </button>
              {!nodeTypeInfo(node.type).hasNoExit && <InsertMenu label={t("node.append", { label: name(node.key) })} onInsert={(type) => actions.append(node.id, type)} />}
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("node.remove", { label: name(node.key) })} onClick={() => actions.remove([node.id])} />
            </div>
            <ul className="builder-list builder-nested" style={{ gap: 0 }}>
              {flow.edges
                .filter((edge) => edge.from === node.key)
                .map((edge) => (
                  <li key={edge.id}>
                    <button type="button" className="builder-item" aria-current={current(edge.id)} onClick={() => actions.select(edge.id)}>
                      <span aria-hidden>→</span>
                      <span className="builder-item-text">{edgeText(edge, i18n.language, t) ? t("outline.edge", { label: edgeText(edge, i18n.language, t), to: name(edge.to) }) : name(edge.to)}</span>
                    </button>
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
}
