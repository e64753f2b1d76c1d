import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import type { FlowActions } from "../use-flow-actions";
import { InsertMenu } from "./insert-menu";
import { NodeIcon } from "./node-icon";

export interface NodeData extends Record<string, unknown> {
  key: string;
  type: string;
  label: string;
  typeLabel: string;
  /** Outcome of a stage: colours its edge, and its word stands beside it. */
  outcome: "open" | "success" | "failure" | null;
  problem: string | null;
  hasExit: boolean;
  isEntry: boolean;
  actions: FlowActions;
}

export type CanvasNode = Node<NodeData, "flow">;

/** One node on the canvas with its handles and its "+". */
export const NodeView = memo(function NodeView({ id, data, selected }: NodeProps<CanvasNode>) {
  const { t } = useTranslation("flow-builder");
  return (
    <div className="flow-node" data-node-key={data.key} data-node-type={data.type} data-outcome={data.outcome ?? undefined} data-selected={selected || undefined} data-problem={data.problem ? true : undefined}>
      {!data.isEntry && <Handle type="target" position={Position.Top} />}
      <NodeIcon type={data.type} />
      <span className="flow-node-text">
        <strong>{data.label}</strong>
        <small>
          {data.typeLabel}
          {data.outcome && data.outcome !== "open" ? ` · ${t(`outcome.${data.outcome}`)}` : ""}
          {data.problem ? ` · ⚠ ${data.problem}` : ""}
        </small>
      </span>
      {data.hasExit && (
        <>
          <Handle type="source" position={Position.Bottom} />
          <InsertMenu className="flow-plus-node" label={t("node.append", { label: data.label })} onInsert={(type) => data.actions.append(id, type)} />
        </>
      )}
    </div>
  );
});
