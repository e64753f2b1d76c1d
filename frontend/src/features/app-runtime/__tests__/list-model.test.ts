import { describe, expect, it } from "vitest";

import type { ActionOffer, CompiledForm } from "@/api/types";

import { offerTo } from "../actions/use-move";
import { guessDelimiter, guessField, parseRows } from "../imports/csv-head";
import { chosenColumns, columnChoices, nextSort } from "../list/columns";
import { placeAfter } from "../list/use-grid-keys";

describe("moving in the grid", () => {
  const at = { row: 3, column: 1 };
  it("stays inside, reaches the head, and jumps by page and to the ends", () => {
    expect(placeAfter("ArrowUp", false, { row: 0, column: 0 }, 10, 4, 5)).toEqual({ row: -1, column: 0 });
    expect(placeAfter("ArrowUp", false, { row: -1, column: 0 }, 10, 4, 5)).toEqual({ row: -1, column: 0 });
    expect(placeAfter("PageDown", false, at, 10, 4, 5)).toEqual({ row: 8, column: 1 });
    expect(placeAfter("PageDown", false, { row: 8, column: 1 }, 10, 4, 5)).toEqual({ row: 9, column: 1 });
    expect(placeAfter("End", true, at, 10, 4, 5)).toEqual({ row: 9, column: 3 });
    expect(placeAfter("Home", false, at, 10, 4, 5)).toEqual({ row: 3, column: 0 });
    expect(placeAfter("a", false, at, 10, 4, 5)).toBeNull();
  });
});

describe("the title of a record", () => {
  const form = (title: string) =>
    ({
      form: { key: "job", label: "Job", title },
      stages: [],
      fields: ["name", "code"].map((key) => ({ key, label: `The ${key}`, type: "text", right: "write", settings: {} })),
    }) as unknown as CompiledForm;
  const shown = (title: string) => chosenColumns(form(title), ["name", "code"], (key) => key).map((column) => column.label);
  const offered = (title: string) => columnChoices(form(title), (key) => key).map((column) => column.key);
  it("stands for its own field, which is not shown or offered a second time", () => {
    for (const title of ["{name}", "{ name }"]) {
      expect(shown(title)).toEqual(["The name", "The code"]);
      expect(offered(title)).not.toContain("name");
      expect(offered(title)).toContain("code");
    }
  });
  it("stands beside its fields when it is made of several, or of more than a field", () => {
    for (const title of ["{name} {code}", "No. {name}", ""]) {
      expect(shown(title)).toEqual(["Job", "The name", "The code"]);
      expect(offered(title)).toContain("name");
    }
  });
});

describe("sorting", () => {
  it("goes ascending, descending, none", () => {
    expect(nextSort(undefined, "x")).toBe("x");
    expect(nextSort("x", "x")).toBe("-x");
    expect(nextSort("-x", "x")).toBeUndefined();
    expect(nextSort("y", "x")).toBe("x");
  });
});

describe("the head of a CSV file", () => {
  it("reads quotes, doubled quotes and line ends inside them", () => {
    expect(parseRows('a,"b ""q"", c"\r\n1,"two\nlines"\n', ",", 9)).toEqual([
      ["a", 'b "q", c'],
      ["1", "two\nlines"],
    ]);
    expect(parseRows("a;b\n1;2\n3;4", ";", 2)).toHaveLength(2);
    expect(guessDelimiter("a;b;c\n1,2;3")).toBe(";");
  });
  it("maps a column by key or label, whatever its case and marks", () => {
    const fields = [{ key: "close_date", label: "结束日期" }];
    expect(guessField("Close Date", fields)).toBe("close_date");
    expect(guessField("结束日期", fields)).toBe("close_date");
    expect(guessField("other", fields)).toBeNull();
  });
});

describe("the action behind a move", () => {
  const offer = (key: string, to: string | null, allowed = true) => ({ key, allowed, to: to ? { key: to } : null }) as ActionOffer;
  it("is the allowed one that leads to the stage, else the refused one, else the only undecided one", () => {
    expect(offerTo([offer("a", "won", false), offer("b", "won")], "won")?.key).toBe("b");
    expect(offerTo([offer("a", "won", false)], "won")?.key).toBe("a");
    expect(offerTo([offer("win", null), offer("lose", "lost")], "won")?.key).toBe("win");
    expect(offerTo([offer("x", null), offer("y", null)], "won")).toBeUndefined();
  });
});
