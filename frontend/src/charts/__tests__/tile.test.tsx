import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it, vi } from "vitest";

import type { BoardTile } from "@/api/types";

import words from "../locales/en.json";
import { Tile } from "../tile";
import { type Column, isFlat } from "../values";

vi.mock("../vega-chart", () => ({ VegaChart: () => <div role="img" aria-label="chart" /> }));

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { charts: words } } });
});

const columns: Column[] = [
  { key: "stage", label: "Stage", type: "text", role: "dimension" },
  { key: "count", label: "Records", type: "integer", role: "measure" },
];
const tile = (rows: BoardTile["rows"]) =>
  ({ id: "t", title: "Funnel", columns, rows, spec: { mark: "bar" }, summary: "largest 0", problem: null }) as unknown as BoardTile;

it("says that there is nothing instead of drawing zeros, and still has the table", async () => {
  render(<Tile tile={tile([["A", 0], ["B", 0]])} />);
  expect(screen.getByText(words.empty)).toBeTruthy();
  expect(screen.queryByText("largest 0")).toBeNull();
  expect(screen.queryByRole("img", { name: "chart" })).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "View as table: Funnel" }));
  expect(screen.getByRole("table")).toBeTruthy();
});

it("draws as soon as one figure is there", () => {
  render(<Tile tile={tile([["A", 0], ["B", 2]])} />);
  expect(screen.getByRole("img", { name: "chart" })).toBeTruthy();
});

it("knows zeros of every type", () => {
  expect(isFlat(columns, [["A", null], ["B", "0.00"], ["C", { amount: "0.00", currency: "CNY" }]])).toBe(true);
  expect(isFlat(columns, [["A", -1]])).toBe(false);
  expect(isFlat(columns, [["A", "2026-01-01"]])).toBe(false);
  expect(isFlat([columns[0]], [["A"]])).toBe(false);
});
