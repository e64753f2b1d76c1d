/** The flow document as the builder edits it; members follow the flow engine's schema. */
import type { LocalizedText } from "@/builder/core/localized";

export type StageKind = "open" | "success" | "failure";

export interface FlowStage {
  id: string;
  key: string;
  label: LocalizedText;
  kind: StageKind;
  probability?: number | null;
  required?: string[];
  color?: string | null;
}

export interface FlowNode {
  id: string;
  key: string;
  type: string;
  label: LocalizedText;
  /** Key of the stage that a stage node stands for. */
  stage?: string | null;
  settings?: Record<string, unknown>;
  position: { x: number; y: number };
}

export interface FlowEdge {
  id: string;
  from: string;
  to: string;
  port?: string | null;
  action?: string | null;
  label?: LocalizedText;
  when?: unknown;
  reason?: LocalizedText;
  default?: boolean;
  order?: number;
  required?: string[];
  roles?: string[];
  requires_comment?: boolean;
}

export interface FlowVariable {
  key: string;
  type: string;
}

export interface FlowDocument {
  kind?: "flow";
  key: string;
  label: LocalizedText;
  form: string;
  stages: FlowStage[];
  nodes: FlowNode[];
  edges: FlowEdge[];
  variables?: FlowVariable[];
  [member: string]: unknown;
}

export function nodeById(flow: FlowDocument, id: string | null): FlowNode | undefined {
  return flow.nodes.find((node) => node.id === id);
}

export function nodeByKey(flow: FlowDocument, key: string): FlowNode | undefined {
  return flow.nodes.find((node) => node.key === key);
}

export function edgeById(flow: FlowDocument, id: string | null): FlowEdge | undefined {
  return flow.edges.find((edge) => edge.id === id);
}

export function stageOf(flow: FlowDocument, node: FlowNode): FlowStage | undefined {
  return node.type === "stage" ? flow.stages.find((stage) => stage.key === node.stage) : undefined;
}
