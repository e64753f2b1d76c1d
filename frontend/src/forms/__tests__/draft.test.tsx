import { describe, expect, it } from "vitest";

import { readDraft, writeDraft } from "../draft";

describe("unsent input", () => {
  it("is kept per form and forgotten when empty", () => {
    writeDraft("x", { name: "a" }, 3);
    expect(readDraft("x")).toMatchObject({ rev: 3, values: { name: "a" } });
    writeDraft("x", {}, null);
    expect(readDraft("x")).toBeNull();
  });
});
