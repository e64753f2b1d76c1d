/** Automatic arrangement of a flow from top to bottom. */
import { Graph, layout } from "@dagrejs/dagre";

import type { FlowDocument } from "./flow-document";
import { GAP, NODE_HEIGHT, NODE_WIDTH } from "./operations";

/** Return a position for every node, by node id. */
export function arrange(flow: Pick<FlowDocument, "nodes" | "edges">): Map<string, { x: number; y: number }> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 56, ranksep: GAP, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of flow.nodes) graph.setNode(node.key, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const edge of flow.edges) {
    if (graph.hasNode(edge.from) && graph.hasNode(edge.to)) graph.setEdge(edge.from, edge.to, {}, edge.id);
  }
  layout(graph);
  return new Map(
    flow.nodes.map((node) => {
      const { x, y } = graph.node(node.key) as { x: number; y: number };
      return [node.id, { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) }];
    }),
  );
}
