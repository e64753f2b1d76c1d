/** Which edges run around the nodes, and how an edge is drawn. */
import { type FlowDocument, type FlowEdge, nodeByKey } from "./flow-document";
import { NODE_HEIGHT, NODE_WIDTH } from "./operations";

interface Point {
  x: number;
  y: number;
}

export interface Route {
  /** Horizontal place of the lane that the edge takes, null when it goes straight. */
  lane: number | null;
  /** True when the label of a straight edge stands above its target, else below its source. */
  isNamedAtTarget: boolean;
}

/** Room for the label of a lane beside the nodes. */
const MARGIN = 92;
const LANE = 40;
const STUB = 22;
const RADIUS = 8;

/** Straight edges pass no node; upward ones go around on the right, blocked ones on the left. */
export function routesOf(flow: FlowDocument): Map<string, Route> {
  const routes = new Map<string, Route>();
  let left = 0;
  let right = 0;
  for (const edge of flow.edges) {
    const source = nodeByKey(flow, edge.from)?.position;
    const target = nodeByKey(flow, edge.to)?.position;
    if (!source || !target) continue;
    const between = spanned(flow, source, target);
    let lane: number | null = null;
    if (target.y < source.y + NODE_HEIGHT + STUB) lane = Math.max(...between.map(({ x }) => x + NODE_WIDTH)) + MARGIN + LANE * right++;
    else if (isBlocked(flow, edge, source, target)) lane = Math.min(...between.map(({ x }) => x)) - MARGIN - LANE * left++;
    routes.set(edge.id, { lane, isNamedAtTarget: true });
  }
  for (const edge of flow.edges) {
    const route = routes.get(edge.id);
    const rivals = flow.edges.filter((other) => other.to === edge.to && routes.get(other.id)?.lane === null).length;
    if (route) route.isNamedAtTarget = rivals < 2;
  }
  return routes;
}

/** Positions of the nodes that lie as high as the edge, its ends included. */
function spanned(flow: FlowDocument, source: Point, target: Point): Point[] {
  const top = Math.min(source.y, target.y);
  const bottom = Math.max(source.y, target.y) + NODE_HEIGHT;
  return flow.nodes.map((node) => node.position).filter(({ y }) => y < bottom && y + NODE_HEIGHT > top);
}

function isBlocked(flow: FlowDocument, edge: FlowEdge, source: Point, target: Point): boolean {
  return flow.nodes.some(({ key, position }) => {
    if (key === edge.from || key === edge.to) return false;
    const isBetween = position.y + NODE_HEIGHT > source.y + NODE_HEIGHT && position.y < target.y;
    const covers = ({ x }: Point) => Math.abs(position.x - x) < NODE_WIDTH / 2 + 12;
    return isBetween && (covers(source) || covers(target));
  });
}

/** Draw a line through points with round corners. */
export function roundedPath(points: readonly Point[]): string {
  const parts = [`M ${points[0].x} ${points[0].y}`];
  for (let index = 1; index < points.length - 1; index += 1) {
    const corner = points[index];
    const into = towards(corner, points[index - 1]);
    const out = towards(corner, points[index + 1]);
    parts.push(`L ${into.x} ${into.y} Q ${corner.x} ${corner.y} ${out.x} ${out.y}`);
  }
  const last = points[points.length - 1];
  parts.push(`L ${last.x} ${last.y}`);
  return parts.join(" ");
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const step = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: from.x + (to.x - from.x) * step, y: from.y + (to.y - from.y) * step };
}

/** Return the path of an edge between the present ends, and where its label stands. */
export function drawEdge(source: Point, target: Point, { lane, isNamedAtTarget }: Route): { path: string; label: Point } {
  if (lane !== null) {
    const leave = source.y + STUB;
    const arrive = target.y - STUB;
    const path = roundedPath([source, { x: source.x, y: leave }, { x: lane, y: leave }, { x: lane, y: arrive }, { x: target.x, y: arrive }, target]);
    return { path, label: { x: lane, y: (leave + arrive) / 2 } };
  }
  const middle = (source.y + target.y) / 2;
  const path = roundedPath([source, { x: source.x, y: middle }, { x: target.x, y: middle }, target]);
  return { path, label: { x: isNamedAtTarget ? target.x : source.x, y: middle } };
}

interface FitOptions {
  maxZoom: number;
  padding: { top: `${number}%`; bottom: `${number}%`; left: `${number}%`; right: `${number}%` };
}

/** How to show a whole flow: with room for the lanes, which the canvas does not count as nodes. */
export function fitOptions(flow: FlowDocument): FitOptions {
  const lanes = [...routesOf(flow).values()].flatMap(({ lane }) => (lane === null ? [] : [lane]));
  const left = Math.min(...flow.nodes.map((node) => node.position.x));
  const hasLeft = lanes.some((lane) => lane < left);
  const hasRight = lanes.some((lane) => lane > left);
  return { maxZoom: 1, padding: { top: "8%", bottom: "8%", left: hasLeft ? "22%" : "8%", right: hasRight ? "20%" : "8%" } };
}
