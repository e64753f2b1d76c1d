// @vitest-environment node
import { describe, expect, it } from "vitest";

import { dropPlace, type SectionBox } from "../model/drop-place";

const card = (index: number, left: number, top: number, right: number, isNarrow: boolean) => ({
  left, top, right, bottom: top + 80, place: { section: 0, index }, isNarrow,
});
const SECTIONS: SectionBox[] = [
  { section: 0, left: 0, top: 0, right: 600, bottom: 200, cards: [card(0, 0, 10, 290, true), card(1, 310, 10, 600, true), card(2, 0, 100, 600, false)] },
  { section: 1, left: 0, top: 220, right: 600, bottom: 300, cards: [] },
];

describe("drop place", () => {
  it.each([
    [{ x: 50, y: 50 }, { section: 0, index: 0 }],
    [{ x: 280, y: 50 }, { section: 0, index: 1 }],
    [{ x: 590, y: 20 }, { section: 0, index: 2 }],
    [{ x: 300, y: 110 }, { section: 0, index: 2 }],
    [{ x: 300, y: 175 }, { section: 0, index: 3 }],
    [{ x: 300, y: 95 }, { section: 0, index: 2 }],
    [{ x: 300, y: 190 }, { section: 0, index: 3 }],
    [{ x: 300, y: 260 }, { section: 1, index: 0 }],
    [{ x: 300, y: 900 }, { section: 1, index: 0 }],
  ])("of %o is %o", (pointer, place) => {
    expect(dropPlace(pointer, SECTIONS)).toEqual(place);
  });

  it("is nowhere beside the sections", () => {
    expect(dropPlace({ x: 700, y: 50 }, SECTIONS)).toBeNull();
  });
});
