import { describe, expect, it } from "vitest";

import type { CompiledField } from "@/api/types";

import { shift } from "../common/decimal-text";
import { formatMoney, formatNumber, formatPercent, formatRelative, isEmptyValue, moneyOf } from "../common/format";

const money = { key: "amount", settings: { currency: "CNY" } } as unknown as CompiledField;

describe("values for people", () => {
  it("moves a decimal point without binary fractions", () => {
    expect(shift("0.125", 2)).toBe("12.5");
    expect(shift("12.5", -2)).toBe("0.125");
    expect(shift("-7", -2)).toBe("-0.07");
    expect(shift("1", 2)).toBe("100");
    expect(shift("0", -2)).toBe("0");
    expect(shift("x", 2)).toBeNull();
  });
  it("groups exact decimals that a binary number would change", () => {
    expect(formatNumber("90071992547409.93", "en", 2)).toBe("90,071,992,547,409.93");
  });
  it("shows money with its sign and unknown codes with their name", () => {
    expect(formatMoney("1234.5", "CNY", "zh-CN", 2)).toBe("¥1,234.50");
    expect(formatMoney("5", "NOTACODE", "en", 0)).toBe("5 NOTACODE");
  });
  it("reads a bare amount in the field's own currency", () => {
    expect(moneyOf("12.50", money)).toEqual({ amount: "12.50", currency: "CNY" });
    expect(moneyOf(null, money)).toBeNull();
  });
  it("shows fractions as per cent and times as distance", () => {
    expect(formatPercent("0.125", "en")).toBe("12.5%");
    const now = Date.UTC(2026, 0, 10);
    expect(formatRelative("2026-01-07T00:00:00Z", "en", now)).toBe("3 days ago");
  });
  it("knows what counts as empty", () => {
    expect([null, "", [], { city: null }].every((value) => isEmptyValue(value))).toBe(true);
    expect(isEmptyValue(0) || isEmptyValue(false)).toBe(false);
  });
});
