// @vitest-environment node
import { describe, expect, it } from "vitest";

import { createDocumentStore } from "../../../builder/core/document-store";
import { placeOf, type FormDocument } from "../model/form-document";
import { normaliseForm } from "../model/normalise";
import {
  addSection,
  duplicateField,
  insertField,
  moveField,
  placeAfter,
  removeField,
  removeSection,
  renameField,
  stepPlace,
} from "../model/operations";

function sample(): FormDocument {
  return normaliseForm(
    {
      title: "{name} · {amount}",
      fields: [
        { id: "1", key: "name", type: "text", label: "Name" },
        { id: "2", key: "amount", type: "currency", label: "Amount" },
        { id: "3", key: "double", type: "formula", label: "Double", expression: "amount * 2 + amount_total('amount')" },
      ],
      rules: [{ id: "r", when: "amount > 100 and name = 'amount'", then: { require: ["name", "amount"] } }],
      views: [{ type: "list", columns: ["name", "amount"] }],
    },
    "deal",
  );
}

const order = (form: FormDocument) => form.layout.map((section) => section.items.map((item) => item.field));

describe("form operations", () => {
  it("places every field in exactly one section", () => {
    const form = normaliseForm(
      { fields: sample().fields, layout: [{ id: "s", type: "section", label: "", columns: 2, items: [{ field: "amount" }, { field: "gone" }, { field: "amount" }] }] },
      "deal",
    );
    expect(order(form)).toEqual([["amount", "name", "double"]]);
  });

  it("inserts after the selected field, into the selected section, else at the end", () => {
    const form = sample();
    expect(placeAfter(form, "1")).toEqual({ section: 0, index: 1 });
    const id = addSection(form, { en: "More" }, 0);
    expect(placeAfter(form, id)).toEqual({ section: 1, index: 0 });
    expect(placeAfter(form, null)).toEqual({ section: 1, index: 0 });
    insertField(form, { id: "4", key: "note", type: "text", label: "" }, { section: 0, index: 1 });
    expect(order(form)[0]).toEqual(["name", "note", "amount", "double"]);
  });

  it("moves within and across sections", () => {
    const form = sample();
    moveField(form, "name", { section: 0, index: 2 });
    expect(order(form)[0]).toEqual(["amount", "name", "double"]);
    addSection(form, {}, 0);
    expect(stepPlace(form, "double", 1)).toEqual({ section: 1, index: 0 });
    moveField(form, "double", { section: 1, index: 0 });
    expect(order(form)).toEqual([["amount", "name"], ["double"]]);
    expect(stepPlace(form, "double", -1)).toEqual({ section: 0, index: 2 });
    expect(stepPlace(form, "double", 1)).toBeNull();
  });

  it("renames a key everywhere but not inside texts and function names", () => {
    const form = sample();
    renameField(form, "2", "value");
    expect(form.title).toBe("{name} · {value}");
    expect(form.fields[2]?.["expression"]).toBe("value * 2 + amount_total('amount')");
    expect(form.rules[0]).toMatchObject({ when: "value > 100 and name = 'amount'", then: { require: ["name", "value"] } });
    expect(form.views).toEqual([{ type: "list", columns: ["name", "value"] }]);
    expect(placeOf(form, "value")).toEqual({ section: 0, index: 1 });
  });

  it("duplicates and deletes as one step each", () => {
    const store = createDocumentStore(sample());
    store.change((draft) => {
      const original = store.document().fields[0];
      if (original) duplicateField(draft, original, { en: " copy" });
    });
    expect(order(store.document())[0]).toEqual(["name", "name_2", "amount", "double"]);
    store.change((draft) => removeField(draft, "2"));
    expect(store.document().rules[0]?.then).toEqual({ require: ["name"] });
    expect(store.sizes().past).toBe(2);
    store.undo();
    store.undo();
    expect(store.document()).toEqual(sample_(store.document()));
  });

  it("keeps the fields of a deleted section", () => {
    const form = sample();
    const id = addSection(form, {}, -1);
    removeSection(form, form.layout[1]?.id ?? "");
    expect(form.layout.map((section) => section.id)).toEqual([id]);
    expect(order(form)).toEqual([["name", "amount", "double"]]);
    removeSection(form, id);
    expect(form.layout).toHaveLength(1);
  });
});

/** The sample with the random section id of `form`. */
function sample_(form: FormDocument): FormDocument {
  const fresh = sample();
  const [section] = fresh.layout;
  if (section) section.id = form.layout[0]?.id ?? "";
  return fresh;
}
