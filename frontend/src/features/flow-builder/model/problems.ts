/** What is wrong with the drawing, found while drawing; codes and pointers equal the server's. */
import { type FlowDocument, type FlowNode, nodeByKey, stageOf } from "./flow-document";
import { nodeTypeInfo } from "./node-types";

export interface FlowProblem {
  pointer: string;
  code: string;
  /** Node that the message names, by id. */
  node: string;
}

function reachable(flow: FlowDocument): Set<string> {
  const pending = flow.nodes.filter((node) => node.type === "start").map((node) => node.key);
  const seen = new Set(pending);
  while (pending.length > 0) {
    const key = pending.pop();
    for (const edge of flow.edges) {
      if (edge.from === key && !seen.has(edge.to)) {
        seen.add(edge.to);
        pending.push(edge.to);
      }
    }
  }
  return seen;
}

function isFinal(flow: FlowDocument, node: FlowNode): boolean {
  return Boolean(nodeTypeInfo(node.type).hasNoExit) || (node.type === "stage" && (stageOf(flow, node)?.kind ?? "open") !== "open");
}

interface NamedRule {
  rule?: string;
  user?: string;
  role?: string;
}

function ruleOf(node: FlowNode): NamedRule | null {
  const rule = node.type === "approval" ? node.settings?.assignee : ["notify", "email"].includes(node.type) ? node.settings?.to : null;
  return typeof rule === "object" ? rule : null;
}

/** Return the problems of a flow, in the order of its nodes. */
export function findProblems(flow: FlowDocument): FlowProblem[] {
  const found: FlowProblem[] = [];
  const reached = reachable(flow);
  const starts = flow.nodes.filter((node) => node.type === "start");
  if (starts.length !== 1) found.push({ pointer: "/nodes", code: "flow.start_count", node: starts[1]?.id ?? "" });
  for (const [index, node] of flow.nodes.entries()) {
    const pointer = `/nodes/${index}`;
    const leaving = flow.edges.filter((edge) => edge.from === node.key);
    const add = (code: string, at = pointer) => found.push({ pointer: at, code, node: node.id });
    if (node.type !== "note" && !reached.has(node.key)) add("flow.unreachable");
    if (leaving.length === 0 && !isFinal(flow, node)) add("flow.no_exit");
    const plain = leaving.find((edge) => !edge.action && !edge.when);
    if (node.type === "stage" && plain && leaving.length > 1) add("flow.stage_leaves_at_once", `/edges/${flow.edges.indexOf(plain)}`);
    if (node.type === "xor" && leaving.length > 0 && leaving.filter((edge) => edge.default).length !== 1) add("flow.default_edge_missing");
    if (node.type === "approval") {
      for (const port of ["approved", "rejected"]) {
        if (leaving.length > 0 && !leaving.some((edge) => edge.port === port || !edge.port)) add("flow.port_without_edge");
      }
    }
    const rule = ruleOf(node);
    const member = node.type === "approval" ? "assignee" : "to";
    const kind = rule && (rule.rule ?? (rule.role ? "role" : "user"));
    if (kind === "user" && !rule?.user) add("flow.assignee_empty", `${pointer}/settings/${member}/user`);
    if (kind === "role" && !rule?.role) add("flow.assignee_empty", `${pointer}/settings/${member}/role`);
  }
  for (const [index, edge] of flow.edges.entries()) {
    const source = nodeByKey(flow, edge.from);
    if (source?.type === "xor" && !edge.default && !edge.when) found.push({ pointer: `/edges/${index}`, code: "flow.condition_missing", node: source.id });
  }
  return found;
}
