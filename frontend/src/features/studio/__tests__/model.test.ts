// @vitest-environment node
import { describe, expect, it } from "vitest";

import { type RoleDocument, setFieldRight, toggleAction } from "../model/grants";
import { MAIN_KINDS, OTHER_KINDS, singular, starterOf } from "../model/starters";

describe("starters", () => {
  it("name their kind in the singular", () => {
    expect([...MAIN_KINDS, ...OTHER_KINDS].map(singular)).toEqual([
      "form", "flow", "report", "board", "role", "model", "metric", "page", "template", "automation", "goal",
      "calendar", "decision_table", "assignment_rule", "standard", "segment", "rollout",
    ]);
  });

  it("start a flow with a start node on its form", () => {
    expect(starterOf("flows", { key: "repair", label: { en: "Repair" }, form: "order" })).toMatchObject({ kind: "flow", form: "order", nodes: [{ type: "start" }] });
  });
});

describe("grants", () => {
  it("make a writer a reader and vanish with their last action", () => {
    const role: RoleDocument = { key: "r", label: "R" };
    toggleAction(role, "order", "update", true);
    expect(role.grants).toEqual([{ form: "order", actions: ["read", "update"], scope: "own" }]);
    setFieldRight(role, "order", "margin", "none");
    expect(role.grants?.[0]?.fields).toEqual({ margin: "none" });
    setFieldRight(role, "order", "margin", undefined);
    toggleAction(role, "order", "update", false);
    toggleAction(role, "order", "read", false);
    expect(role.grants).toEqual([]);
  });
});
