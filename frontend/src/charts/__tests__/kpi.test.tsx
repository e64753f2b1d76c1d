import { render, screen } from "@testing-library/react";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { beforeAll, expect, it } from "vitest";

import { Kpi } from "../kpi";
import words from "../locales/en.json";
import type { Column } from "../values";

beforeAll(async () => {
  await i18next.use(initReactI18next).init({ lng: "en", resources: { en: { charts: words } } });
});

const won: Column = { key: "won", label: "Won", type: "currency", role: "measure", currency: "CNY" };
const FULL = "¥42,339,223.25";

it("writes all of a long number, in the size that fits its length", () => {
  render(<Kpi columns={[won]} rows={[["42339223.25"]]} />);
  const figure = screen.getByText(FULL);
  expect(figure.tagName).toBe("DD");
  expect(figure.title).toBe(FULL);
  expect(figure.style.getPropertyValue("--kpi-length")).toBe(String(FULL.length));
});

it("does so beside the figures of the period before", () => {
  const kpi = { value: "42339223.25", previous: null, change: null, target: null, of_target: null, sparkline: null };
  render(<Kpi columns={[won]} rows={[]} kpi={kpi as never} />);
  expect(screen.getByText(FULL).style.getPropertyValue("--kpi-length")).toBe("14");
});
