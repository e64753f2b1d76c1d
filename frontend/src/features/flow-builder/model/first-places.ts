/** Places for the nodes of a drawing that has none yet: a row per distance from the start. */
import type { FlowDocument } from "./flow-document";
import { GAP, NODE_HEIGHT, NODE_WIDTH } from "./operations";

/** Return a position for every node, by node id; the layout library arranges better, on request. */
export function firstPlaces(flow: Pick<FlowDocument, "nodes" | "edges">): Map<string, { x: number; y: number }> {
  const ranks = new Map<string, number>();
  const pending = flow.nodes.filter((node) => !flow.edges.some((edge) => edge.to === node.key)).map((node) => node.key);
  for (const key of pending) ranks.set(key, 0);
  while (pending.length > 0) {
    const key = pending.shift() ?? "";
    for (const edge of flow.edges) {
      if (edge.from === key && !ranks.has(edge.to)) {
        ranks.set(edge.to, (ranks.get(key) ?? 0) + 1);
        pending.push(edge.to);
      }
    }
  }
  const taken = new Map<number, number>();
  return new Map(
    flow.nodes.map((node) => {
      const rank = ranks.get(node.key) ?? 0;
      const column = taken.get(rank) ?? 0;
      taken.set(rank, column + 1);
      return [node.id, { x: column * (NODE_WIDTH + 56), y: rank * (NODE_HEIGHT + GAP) }];
    }),
  );
}
