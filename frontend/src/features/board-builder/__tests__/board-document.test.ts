// @vitest-environment node
import { describe, expect, it } from "vitest";

import { addTile, arrowStep, clamp, freePlace, normaliseBoard, placeTile } from "../model/board-document";

function twoTiles() {
  return normaliseBoard({ tiles: [{ id: "a", report: "a" }, { id: "b", report: "b" }] as never }, "k");
}

describe("board grid", () => {
  it("places tiles without a place side by side", () => {
    expect(twoTiles().tiles.map(({ x, y, w, h }) => [x, y, w, h])).toEqual([[0, 0, 6, 4], [6, 0, 6, 4]]);
  });

  it("finds the first free place row by row", () => {
    const board = twoTiles();
    expect(freePlace(board.tiles, 12, 1)).toEqual({ x: 0, y: 4 });
    expect(addTile(board, { report: "c" })).toMatchObject({ x: 0, y: 4 });
  });

  it("pushes others down instead of overlapping", () => {
    const board = twoTiles();
    placeTile(board, "a", { x: 3, y: 0, w: 6, h: 4 });
    expect(board.tiles[1]).toMatchObject({ x: 6, y: 4 });
  });

  it("moves by arrows, sizes with shift, and stays in the grid", () => {
    const box = { x: 0, y: 0, w: 6, h: 4 };
    expect(arrowStep("ArrowRight", false, box)).toEqual({ x: 1, y: 0, w: 6, h: 4 });
    expect(arrowStep("ArrowLeft", false, box)).toEqual(box);
    expect(arrowStep("ArrowDown", true, box)).toEqual({ x: 0, y: 0, w: 6, h: 5 });
    expect(arrowStep("Enter", false, box)).toBeNull();
    expect(clamp({ x: 20, y: -1, w: 40, h: 0 })).toEqual({ x: 0, y: 0, w: 12, h: 1 });
  });
});
