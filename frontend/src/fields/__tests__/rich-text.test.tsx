import { expect, it } from "vitest";

import { cleanMarkup } from "../common/rich-text-source";

it("keeps formatting and drops scripts, handlers and unsafe addresses", () => {
  const dirty = '<p onclick="x()">a <b>b</b><script>evil()</script><a href="javascript:x()">c</a><img src=x onerror=y></p>';
  expect(cleanMarkup(dirty)).toBe("<p>a <b>b</b><a>c</a></p>");
  expect(cleanMarkup("<p><br></p>")).toBe("");
});
