/** Brings a stored flow document into the shape that the builder edits. */
import { newId, uniqueKey } from "@/builder/core/ids";

import type { FlowDocument, FlowEdge, FlowNode, FlowStage } from "./flow-document";
import { firstPlaces } from "./first-places";
import { GAP, NODE_HEIGHT, NODE_WIDTH } from "./operations";

function listOf<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

function hasPosition(node: FlowNode): boolean {
  return typeof node.position?.x === "number" && typeof node.position?.y === "number";
}

/** Turn a drawing from left to right so that it runs from top to bottom, as the canvas draws. */
function turned(nodes: readonly FlowNode[]): FlowNode[] {
  const xs = nodes.map((node) => node.position.x);
  const ys = nodes.map((node) => node.position.y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const isWide = Math.max(...xs) - left > 2 * (Math.max(...ys) - top) && nodes.length > 3;
  if (!isWide) return [...nodes];
  const rows = [...new Set(xs)].sort((one, other) => one - other);
  const columns = [...new Set(ys)].sort((one, other) => one - other);
  return nodes.map((node) => ({
    ...node,
    position: { x: columns.indexOf(node.position.y) * (NODE_WIDTH + 56), y: rows.indexOf(node.position.x) * (NODE_HEIGHT + GAP) },
  }));
}

/** Return a flow in which everything has an id, every node a place and every stage a node. */
export function normaliseFlow(body: Partial<FlowDocument>, key: string): FlowDocument {
  const stages = listOf<FlowStage>(body.stages).map((stage) => ({ ...stage, id: stage.id || newId(), kind: stage.kind ?? "open", label: stage.label ?? stage.key }));
  const nodes = listOf<FlowNode>(body.nodes).map((node) => {
    const stage = stages.find((candidate) => candidate.key === node.stage);
    return { ...node, id: node.id || newId(), label: node.label ?? stage?.label ?? node.key };
  });
  const standing = new Set(nodes.map((node) => node.stage));
  for (const stage of stages) {
    if (standing.has(stage.key)) continue;
    const nodeKey = uniqueKey(stage.key, nodes.map((node) => node.key));
    nodes.push({ id: newId(), key: nodeKey, type: "stage", label: stage.label, stage: stage.key, position: undefined as never });
  }
  if (nodes.length === 0) nodes.push({ id: newId(), key: "start", type: "start", label: { "zh-CN": "开始", en: "Start" }, position: { x: 0, y: 0 } });
  const edges = listOf<FlowEdge>(body.edges).map((edge) => ({ ...edge, id: edge.id || newId() }));
  const places = nodes.every(hasPosition) ? null : firstPlaces({ nodes, edges });
  return {
    ...body,
    key: body.key ?? key,
    label: body.label ?? key,
    form: body.form ?? "",
    stages,
    nodes: places ? nodes.map((node) => ({ ...node, position: places.get(node.id) ?? { x: 0, y: 0 } })) : turned(nodes),
    edges,
  };
}
