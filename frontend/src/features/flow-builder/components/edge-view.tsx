import { BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { drawEdge, type Route } from "../model/lanes";
import type { FlowActions } from "../use-flow-actions";
import { InsertMenu } from "./insert-menu";

export interface EdgeData extends Record<string, unknown> {
  label: string;
  isGuarded: boolean;
  description: string;
  route: Route;
  actions: FlowActions;
}

export type CanvasEdge = Edge<EdgeData, "flow">;

/** One edge with its label and its "+". */
export const EdgeView = memo(function EdgeView(props: EdgeProps<CanvasEdge>) {
  const { t } = useTranslation("flow-builder");
  const { id, data, selected, markerEnd } = props;
  const source = { x: props.sourceX, y: props.sourceY };
  const target = { x: props.targetX, y: props.targetY };
  const { path, label } = drawEdge(source, target, data?.route ?? { lane: null, isNamedAtTarget: true });
  return (
    <>
      <BaseEdge id={id} path={path} markerEnd={markerEnd} style={selected ? { strokeWidth: 2.5, stroke: "var(--b-primary)" } : undefined} interactionWidth={20} />
      <EdgeLabelRenderer>
        <div className="flow-edge nodrag nopan" style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px) scale(var(--flow-inverse, 1))` }} data-edge-id={id} data-selected={selected || undefined}>
          {data?.label && (
            <button type="button" className="flow-edge-label" aria-label={data.description} aria-pressed={selected === true} onClick={() => data.actions.select(id)}>
              {data.label}
              {data.isGuarded ? " ◆" : ""}
            </button>
          )}
          <InsertMenu label={t("edge.insert", { label: data?.description ?? "" })} onInsert={(type) => data?.actions.insertOnEdge(id, type)} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
});
