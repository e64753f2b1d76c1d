import { expect, it } from "vitest";

import { isOwnPage } from "../next";

it("leads back to own pages only", () => {
  expect(isOwnPage("/apps/x/y?sort=a")).toBe(true);
  for (const address of [undefined, "", "https://evil.example", "//evil.example", "/\\evil.example", "/login?next=/", "javascript:x()"]) {
    expect(isOwnPage(address), String(address)).toBe(false);
  }
});
