import { describe, expect, it } from "vitest";

import { withMember } from "../components/plugin-settings";

describe("values of a plugin's settings", () => {
  it("keeps the others when one is set", () => {
    expect(withMember({ alpha: 1 }, "beta", 2)).toEqual({ alpha: 1, beta: 2 });
  });

  it("takes an emptied member out, and the whole when none is left", () => {
    expect(withMember({ alpha: 1, beta: 2 }, "beta", undefined)).toEqual({ alpha: 1 });
    expect(withMember({ alpha: 1 }, "alpha", undefined)).toBeUndefined();
  });
});
