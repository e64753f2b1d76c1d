// @vitest-environment node
import { describe, expect, it } from "vitest";

import { createDocumentStore } from "@/builder/core/document-store";

import { type FlowDocument, nodeByKey } from "../model/flow-document";
import { arrange } from "../model/layout";
import { normaliseFlow } from "../model/normalise";
import { addNode, appendNode, applyTemplate, connect, insertOnEdge, removeElements, renameNode } from "../model/operations";
import { findProblems } from "../model/problems";

function fresh(): FlowDocument {
  return normaliseFlow({ form: "repair" }, "pipeline");
}

function withThreeStages(): FlowDocument {
  const flow = fresh();
  applyTemplate(flow);
  return flow;
}

const arrows = (flow: FlowDocument) => flow.edges.map((edge) => `${edge.from}>${edge.to}`);

describe("flow operations", () => {
  it("chains a three-stage template without problems", () => {
    const flow = withThreeStages();
    expect(arrows(flow)).toEqual(["start>stage", "stage>stage_2", "stage>stage_3"]);
    expect(flow.edges[1]).toMatchObject({ action: "to_stage_2", label: { "zh-CN": "转到成功", en: "Move to Succeeded" } });
    expect(findProblems(flow)).toEqual([]);
  });

  it("inserts on an edge and keeps its action", () => {
    const flow = withThreeStages();
    const edge = flow.edges[1];
    const node = insertOnEdge(flow, edge.id, "approval");
    expect(node?.type).toBe("approval");
    expect(edge).toMatchObject({ from: "stage", to: "approval", action: "to_stage_2" });
    expect(flow.edges.at(-1)).toMatchObject({ from: "approval", to: "stage_2", port: "approved" });
    expect(findProblems(flow).map((problem) => problem.code)).toEqual(["flow.port_without_edge"]);
  });

  it("closes the gap when a node between two is deleted, as one step", () => {
    const store = createDocumentStore(withThreeStages());
    const id = store.document().edges[1].id;
    store.change((draft) => void insertOnEdge(draft, id, "notify"));
    const notify = nodeByKey(store.document(), "notify");
    store.change((draft) => removeElements(draft, [notify?.id ?? ""]));
    expect(arrows(store.document())).toEqual(["start>stage", "stage>stage_2", "stage>stage_3"]);
    expect(store.sizes().past).toBe(2);
    store.undo();
    expect(nodeByKey(store.document(), "notify")).toBeDefined();
  });

  it("removes the stage with its node", () => {
    const flow = withThreeStages();
    removeElements(flow, [nodeByKey(flow, "stage_3")?.id ?? ""]);
    expect(flow.stages.map((stage) => stage.key)).toEqual(["stage", "stage_2"]);
    expect(arrows(flow)).toEqual(["start>stage", "stage>stage_2"]);
  });

  it("refuses to lead into the start, out of an end, or to itself", () => {
    const flow = withThreeStages();
    addNode(flow, "end", { x: 0, y: 0 });
    expect(connect(flow, "stage", "start")).toBeNull();
    expect(connect(flow, "end", "stage")).toBeNull();
    expect(connect(flow, "stage", "stage")).toBeNull();
  });

  it("makes the first way out of a choice its default and asks for conditions on the others", () => {
    const flow = fresh();
    const choice = appendNode(flow, flow.nodes[0], "xor");
    appendNode(flow, choice, "end");
    appendNode(flow, choice, "end");
    expect(flow.edges.slice(1).map((edge) => edge.default === true)).toEqual([true, false]);
    expect(findProblems(flow)).toEqual([{ pointer: "/edges/2", code: "flow.condition_missing", node: choice.id }]);
  });

  it("renames a node, its stage and its edges", () => {
    const flow = withThreeStages();
    renameNode(flow, nodeByKey(flow, "stage")?.id ?? "", "working");
    expect(arrows(flow)).toEqual(["start>working", "working>stage_2", "working>stage_3"]);
    expect(flow.stages[0].key).toBe("working");
    expect(nodeByKey(flow, "working")?.stage).toBe("working");
  });

  it("finds unreachable nodes and dead ends", () => {
    const flow = fresh();
    addNode(flow, "stage", { x: 0, y: 0 });
    const codes = findProblems(flow).map((problem) => problem.code);
    expect(codes).toEqual(["flow.no_exit", "flow.unreachable", "flow.no_exit"]);
  });

  it("arranges without overlaps and places nodes that have no position", () => {
    const flow = withThreeStages();
    const places = [...arrange(flow).values()].map(({ x, y }) => `${x},${y}`);
    expect(new Set(places).size).toBe(4);
    const bare = normaliseFlow({ stages: [{ id: "s", key: "a", label: "A", kind: "open" }], nodes: [], edges: [] }, "k");
    expect(bare.nodes[0]).toMatchObject({ type: "stage", stage: "a" });
    expect(bare.nodes[0].position).toBeDefined();
  });
});
