/** Edits of a flow document; each function changes the immer draft that it is given. */
import { newId, uniqueKey } from "@/builder/core/ids";
import { LANGUAGES, pickText, type LocalizedText } from "@/builder/core/localized";

import { edgeById, type FlowDocument, type FlowEdge, type FlowNode, nodeById, nodeByKey, stageOf } from "./flow-document";
import { nodeTypeInfo } from "./node-types";

export const NODE_WIDTH = 176;
export const NODE_HEIGHT = 64;
/** Room between two nodes: the label of an edge and its "+" stand there. */
export const GAP = 80;

interface Point {
  x: number;
  y: number;
}

/** Add a node; a stage node brings its stage along. */
export function addNode(flow: FlowDocument, type: string, position: Point): FlowNode {
  const info = nodeTypeInfo(type);
  const key = uniqueKey(type, [...flow.nodes.map((node) => node.key), ...flow.stages.map((stage) => stage.key)]);
  const number = flow.stages.length + 1;
  const label: LocalizedText = type === "stage" ? { "zh-CN": `阶段 ${number}`, en: `Stage ${number}` } : { ...info.label };
  const node: FlowNode = { id: newId(), key, type, label, settings: structuredClone(info.settings), position };
  if (type === "stage") {
    node.stage = key;
    flow.stages.push({ id: newId(), key, label, kind: "open", required: [] });
  }
  flow.nodes.push(node);
  return node;
}

function actionKey(flow: FlowDocument, source: FlowNode, target: FlowNode): string {
  const taken = flow.edges.filter((edge) => edge.from === source.key).flatMap((edge) => (edge.action ? [edge.action] : []));
  return uniqueKey(`to_${target.key}`.slice(0, 60), taken);
}

function moveLabel(target: FlowNode): Record<string, string> {
  const name = Object.fromEntries(LANGUAGES.map((language) => [language, pickText(target.label, language)]));
  return { "zh-CN": `转到${name["zh-CN"]}`, en: `Move to ${name.en}` };
}

/** What an edge from a node needs from the start: an action, a port or being the default. */
function startOfEdge(flow: FlowDocument, source: FlowNode, target: FlowNode): Partial<FlowEdge> {
  const leaving = flow.edges.filter((edge) => edge.from === source.key);
  if (source.type === "stage") return { action: actionKey(flow, source, target), label: moveLabel(target) };
  if (source.type === "xor") return leaving.some((edge) => edge.default) ? {} : { default: true };
  const { ports } = nodeTypeInfo(source.type);
  const free = ports.find((port) => !leaving.some((edge) => edge.port === port));
  return free === undefined ? {} : { port: free };
}

/** Say why two nodes cannot be connected, or null. */
export function refusal(flow: FlowDocument, from: string, to: string): "self" | "start" | "end" | "twice" | null {
  const source = nodeByKey(flow, from);
  const target = nodeByKey(flow, to);
  if (source === undefined || target === undefined || from === to) return "self";
  if (target.type === "start") return "start";
  if (nodeTypeInfo(source.type).hasNoExit) return "end";
  const { ports } = nodeTypeInfo(source.type);
  const same = flow.edges.filter((edge) => edge.from === from && edge.to === to).length;
  return same > 0 && source.type !== "stage" && same >= Math.max(1, ports.length) ? "twice" : null;
}

/** Connect two nodes by their keys; returns the edge, or null when that is not possible. */
export function connect(flow: FlowDocument, from: string, to: string): FlowEdge | null {
  const source = nodeByKey(flow, from);
  const target = nodeByKey(flow, to);
  if (source === undefined || target === undefined || refusal(flow, from, to) !== null) return null;
  const edge: FlowEdge = { id: newId(), from, to, ...startOfEdge(flow, source, target) };
  flow.edges.push(edge);
  return edge;
}

function isFree(flow: FlowDocument, { x, y }: Point): boolean {
  return flow.nodes.every((node) => Math.abs(node.position.x - x) >= NODE_WIDTH + 16 || Math.abs(node.position.y - y) >= NODE_HEIGHT + 16);
}

/** Return the first free place below a node. */
export function placeBehind(flow: FlowDocument, node: FlowNode): Point {
  const y = node.position.y + NODE_HEIGHT + GAP;
  for (let column = 0; column < 100; column += 1) {
    const place = { x: node.position.x + column * (NODE_WIDTH + 56), y };
    if (isFree(flow, place)) return place;
  }
  return { x: node.position.x, y };
}

/** The node that a new one follows when nothing is selected: the last that still leads nowhere. */
export function openEnd(flow: FlowDocument): FlowNode | undefined {
  return flow.nodes.findLast((node) => {
    const isFinal = nodeTypeInfo(node.type).hasNoExit || (stageOf(flow, node)?.kind ?? "open") !== "open";
    return !isFinal && !flow.edges.some((edge) => edge.from === node.key);
  });
}

/** Add a node behind another one and connect the two. */
export function appendNode(flow: FlowDocument, behind: FlowNode, type: string): FlowNode {
  const node = addNode(flow, type, placeBehind(flow, behind));
  connect(flow, behind.key, node.key);
  return node;
}

/** Put a node into an edge: the edge keeps its action and ends at the node, a new one goes on. */
export function insertOnEdge(flow: FlowDocument, edgeId: string, type: string): FlowNode | null {
  const edge = edgeById(flow, edgeId);
  const source = edge && nodeByKey(flow, edge.from);
  const target = edge && nodeByKey(flow, edge.to);
  if (edge === undefined || source === undefined || target === undefined) return null;
  const room = target.position.y - source.position.y;
  const needed = 2 * (NODE_HEIGHT + GAP);
  if (room > 0 && room < needed) {
    const from = target.position.y;
    for (const node of flow.nodes) {
      if (node.position.y >= from) node.position = { x: node.position.x, y: node.position.y + needed - room };
    }
  }
  const middle = { x: (source.position.x + target.position.x) / 2, y: (source.position.y + target.position.y) / 2 };
  const node = addNode(flow, type, room > 0 ? middle : placeBehind(flow, source));
  const goal = edge.to;
  edge.to = node.key;
  connect(flow, node.key, goal);
  return node;
}

/** Delete nodes and edges; a node with one way in and one way out closes the gap. */
export function removeElements(flow: FlowDocument, ids: readonly string[]): void {
  for (const id of ids) {
    const node = nodeById(flow, id);
    if (node === undefined) {
      flow.edges = flow.edges.filter((edge) => edge.id !== id);
      continue;
    }
    const incoming = flow.edges.filter((edge) => edge.to === node.key);
    const outgoing = flow.edges.filter((edge) => edge.from === node.key);
    const [onlyIn] = incoming;
    const [onlyOut] = outgoing;
    const closes = incoming.length === 1 && outgoing.length === 1 && onlyIn.from !== onlyOut.to;
    flow.edges = flow.edges.filter((edge) => edge.from !== node.key && (edge.to !== node.key || closes));
    if (closes) onlyIn.to = onlyOut.to;
    const stage = stageOf(flow, node);
    if (stage) flow.stages = flow.stages.filter((other) => other.id !== stage.id);
    flow.nodes = flow.nodes.filter((other) => other.id !== id);
  }
}

/** Copy a node beside itself, without edges. */
export function duplicateNode(flow: FlowDocument, original: FlowNode): FlowNode {
  const copy = addNode(flow, original.type, placeBehind(flow, original));
  copy.settings = structuredClone(original.settings);
  const stage = stageOf(flow, original);
  const own = stageOf(flow, copy);
  if (stage && own) Object.assign(own, { kind: stage.kind, probability: stage.probability ?? null, required: [...(stage.required ?? [])], color: stage.color ?? null });
  return copy;
}

/** Change the key of a node, and of its stage, wherever it is named. */
export function renameNode(flow: FlowDocument, id: string, to: string): void {
  const node = nodeById(flow, id);
  if (node === undefined || flow.nodes.some((other) => other.key === to)) return;
  const from = node.key;
  const stage = stageOf(flow, node);
  node.key = to;
  if (stage && !flow.stages.some((other) => other.key === to)) {
    stage.key = to;
    node.stage = to;
  }
  for (const edge of flow.edges) {
    if (edge.from === from) edge.from = to;
    if (edge.to === from) edge.to = to;
  }
}

/** Write the label of a node; a stage follows its node. */
export function setNodeLabel(flow: FlowDocument, id: string, label: Record<string, string>): void {
  const node = nodeById(flow, id);
  if (node === undefined) return;
  node.label = label;
  const stage = stageOf(flow, node);
  if (stage) stage.label = label;
}

/** The three-stage template: open, then success or failure. */
export function applyTemplate(flow: FlowDocument): void {
  const start = flow.nodes.find((node) => node.type === "start") ?? addNode(flow, "start", { x: 0, y: 0 });
  const open = appendNode(flow, start, "stage");
  const won = appendNode(flow, open, "stage");
  const lost = appendNode(flow, open, "stage");
  const name = (node: FlowNode, zh: string, en: string) => setNodeLabel(flow, node.id, { "zh-CN": zh, en });
  name(open, "处理中", "In progress");
  name(won, "成功", "Succeeded");
  name(lost, "失败", "Failed");
  for (const [node, kind] of [[won, "success"], [lost, "failure"]] as const) {
    const stage = stageOf(flow, node);
    if (stage) stage.kind = kind;
  }
  for (const edge of flow.edges) {
    const target = nodeByKey(flow, edge.to);
    if (edge.action && target) edge.label = moveLabel(target);
  }
}
