import { expect, it } from "vitest";

import { toggleFilter } from "../filters";

it("a second click on the same value takes it out again", () => {
  const once = toggleFilter([], "region", "north");
  expect(once).toEqual([{ field: "region", values: ["north"] }]);
  const both = toggleFilter(once, "region", "south");
  expect(both[0].values).toEqual(["north", "south"]);
  expect(toggleFilter(toggleFilter(both, "region", "north"), "region", "south")).toEqual([]);
});
