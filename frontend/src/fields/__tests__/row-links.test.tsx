import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import type { ReactNode } from "react";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it, vi } from "vitest";

import type { CompiledField, RowTitles } from "@/api/types";

import { rowLinks, titleOf } from "../common/titles";
import words from "../locales/en.json";
import SubtableCell from "../subtable/cell";

vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a href="#x">{children}</a> }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { fields: words } } });
});

const ONE = "0192f0c1-0000-7000-8000-000000000001";
const TWO = "0192f0c1-0000-7000-8000-000000000002";
const titles: RowTitles = { product: { [ONE]: { id: ONE, title: "Valve" }, [TWO]: null } };
const field = {
  key: "lines",
  type: "subtable",
  label: "Lines",
  fields: [
    { key: "product", type: "link", target: "product", label: "Product" },
    { key: "pieces", type: "integer", label: "Pieces" },
  ],
} as unknown as CompiledField;

it("shows the titles of links in rows and no id of what may not be seen", async () => {
  const rows = [{ id: "a", product: ONE, pieces: 1 }, { id: "b", product: TWO, pieces: 2 }];
  const { container } = render(<SubtableCell field={field} value={rows} link={titles} app="x" language="en" />);
  expect(await screen.findByText("Valve")).toBeTruthy();
  expect(container.textContent).not.toContain(ONE.slice(-12));
  expect(container.textContent).not.toContain(TWO.slice(-12));
});

it("finds the titles of a row as a record has its own", () => {
  expect(rowLinks(titles, { product: ONE })).toEqual({ product: { id: ONE, title: "Valve" } });
  expect(rowLinks(titles, { product: TWO })).toEqual({ product: null });
  expect(rowLinks(undefined, { product: ONE })).toEqual({});
  expect(titleOf({ id: ONE, title: "Valve" }, TWO)).toBeNull();
  expect(titleOf(titles)).toBeNull();
});
