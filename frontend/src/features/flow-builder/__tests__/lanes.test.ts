// @vitest-environment node
import { describe, expect, it } from "vitest";

import type { FlowDocument } from "../model/flow-document";
import { drawEdge, routesOf } from "../model/lanes";

const node = (key: string, x: number, y: number) => ({ id: key, key, type: "stage", label: key, position: { x, y } });
const FLOW: FlowDocument = {
  key: "k",
  label: "k",
  form: "f",
  stages: [],
  nodes: [node("a", 0, 0), node("b", 0, 150), node("c", 0, 300)],
  edges: [
    { id: "ab", from: "a", to: "b" },
    { id: "ac", from: "a", to: "c" },
    { id: "ca", from: "c", to: "a" },
  ],
};

describe("routes of edges", () => {
  it("go straight, around a node in the way, or back up on the other side", () => {
    const routes = routesOf(FLOW);
    expect(routes.get("ab")?.lane).toBeNull();
    expect(routes.get("ac")?.lane).toBeLessThan(0);
    expect(routes.get("ca")?.lane).toBeGreaterThan(176);
  });

  it("put the label beside the lane", () => {
    const { path, label } = drawEdge({ x: 0, y: 0 }, { x: 0, y: 200 }, { lane: -50, isNamedAtTarget: true });
    expect(label).toEqual({ x: -50, y: 100 });
    expect(path.startsWith("M 0 0")).toBe(true);
    expect(path.endsWith("L 0 200")).toBe(true);
  });
});
