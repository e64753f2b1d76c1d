import { QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { type ReactNode, useState } from "react";
import { initReactI18next } from "react-i18next";
import { beforeAll, describe, expect, it } from "vitest";

import { queryClient } from "@/api/query-client";
import type { CompiledForm, Values } from "@/api/types";

import fields from "../../fields/locales/en.json";
import app from "../../app/locales/en.json";
import words from "../locales/en.json";
import { FormFields } from "../form-fields";
import { useRecordForm } from "../use-record-form";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({
    lng: "en",
    defaultNS: "app",
    fallbackNS: "app",
    resources: { en: { app, fields, forms: words } },
    interpolation: { escapeValue: false },
  });
});

const TYPES = [
  "text", "long_text", "rich_text", "email", "phone", "url", "integer", "decimal", "currency", "percent", "number",
  "rating", "checkbox", "select", "multi_select", "tags", "radio", "date", "datetime", "time", "color", "user", "link",
  "lookup", "rollup", "formula", "auto_number", "attachment", "subtable", "address", "computed", "stage", "from_a_plugin",
];
const field = (key: string, type: string, more: object = {}) => ({
  id: key, key, type, label: `The ${key}`, required: false, read_only: false, right: "write", settings: {},
  options: [{ key: "a", label: "Option A" }, { key: "b", label: "Option B" }],
  ...more,
});
const form = (list: object[], rules: object[] = []) =>
  ({ form: { key: "f", label: "F" }, fields: list, layout: [], rules, stages: [], actions: [], permissions: {} }) as unknown as CompiledForm;

function Harness({ compiled, initial = {}, onState }: { compiled: CompiledForm; initial?: Values; onState?: (sent: Values) => void }) {
  const [start] = useState(initial);
  const state = useRecordForm({ form: compiled, initial: start, rev: 1, draftKey: null });
  onState?.(state.outgoing);
  return (
    <>
      <FormFields form={compiled} values={state.values} onChange={state.set} state={state.state} faults={state.faults} app="x" />
      <button onClick={() => state.check()}>check</button>
    </>
  );
}
const show = (node: ReactNode) => render(<QueryClientProvider client={queryClient}>{node}</QueryClientProvider>);

describe("the generated form", () => {
  it("renders an input with a name for every type, and plugins' types as text", () => {
    show(<Harness compiled={form(TYPES.map((type) => field(type, type, { fields: [] })))} />);
    for (const type of TYPES) expect(document.getElementById(screen.getByText(`The ${type}`).getAttribute("for")!), type).not.toBeNull();
  });

  it("sends what changed, decimals as texts and money with its currency", async () => {
    let sent: Values = {};
    const compiled = form([field("name", "text"), field("price", "currency", { settings: { currency: "EUR" } }), field("share", "percent"), field("same", "text")]);
    show(<Harness compiled={compiled} initial={{ name: "old", same: "kept" }} onState={(next) => (sent = next)} />);
    const user = userEvent.setup();
    await user.clear(screen.getByLabelText("The name"));
    await user.type(screen.getByLabelText("The name"), "new");
    await user.type(screen.getByLabelText("The price"), "12.5");
    await user.type(screen.getByLabelText("The share"), "12.5");
    await user.tab();
    expect(sent).toEqual({ name: "new", price: { amount: "12.5", currency: "EUR" }, share: "0.125" });
  });

  it("adds, fills and removes rows of a sub-table", async () => {
    let sent: Values = {};
    show(<Harness compiled={form([field("lines", "subtable", { fields: [field("part", "text")] })])} onState={(next) => (sent = next)} />);
    const user = userEvent.setup();
    await user.click(screen.getByRole("button", { name: "Add row: The lines" }));
    await user.type(screen.getByLabelText("The part, row 1"), "bolt");
    expect(sent).toEqual({ lines: [{ part: "bolt" }] });
    await user.click(within(screen.getByRole("table")).getByRole("button", { name: "Remove row 1" }));
    expect(sent).toEqual({});
  });

  it("says beside the input what is missing, and locks what may only be read", () => {
    show(<Harness compiled={form([field("name", "text", { required: true }), field("fixed", "text", { right: "read" })])} />);
    fireEvent.click(screen.getByText("check"));
    const input = screen.getByLabelText(/The name/);
    expect(input.getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(input.getAttribute("aria-describedby")!)?.textContent).toContain("The name");
    expect((screen.getByLabelText("The fixed") as HTMLInputElement).disabled).toBe(true);
  });

  it("shows a field when its rule holds", async () => {
    const compiled = form([field("kind", "text"), field("why", "text")], [{ id: "r", when: { "=": [{ field: ["kind"] }, "other"] }, then: { show: ["why"], require: ["why"] } }]);
    show(<Harness compiled={compiled} />);
    expect(screen.queryByLabelText(/The why/)).toBeNull();
    fireEvent.change(screen.getByLabelText("The kind"), { target: { value: "other" } });
    expect(await screen.findByLabelText(/The why/)).toBeTruthy();
  });
});
