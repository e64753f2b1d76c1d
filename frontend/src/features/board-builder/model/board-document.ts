/** The board document as the builder edits it; a grid of twelve columns. */
import { newId } from "@/builder/core/ids";
import type { LocalizedText } from "@/builder/core/localized";
import type { ReportDocument } from "@/builder/composer/model/report-document";

export const COLUMNS = 12;

export interface BoardTile {
  id: string;
  title?: LocalizedText;
  report?: string;
  query?: ReportDocument;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface BoardFilter {
  key?: string;
  label?: LocalizedText;
  field: string;
  form?: string;
}

export interface BoardDocument {
  kind?: "board";
  key: string;
  label?: LocalizedText;
  tiles: BoardTile[];
  filters?: BoardFilter[];
  [member: string]: unknown;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Return a board in which every tile has an id and a place. */
export function normaliseBoard(body: Partial<BoardDocument>, key: string): BoardDocument {
  const tiles: BoardTile[] = [];
  for (const tile of Array.isArray(body.tiles) ? body.tiles : []) {
    const place = typeof tile.w === "number" && typeof tile.h === "number" ? { x: tile.x ?? 0, y: tile.y ?? 0 } : freePlace(tiles, 6, 4);
    tiles.push({ ...tile, id: tile.id || newId(), w: tile.w ?? 6, h: tile.h ?? 4, ...place });
  }
  return { ...body, key: body.key ?? key, label: body.label ?? key, tiles };
}

function overlaps(left: Box, right: Box): boolean {
  return left.x < right.x + right.w && right.x < left.x + left.w && left.y < right.y + right.h && right.y < left.y + left.h;
}

/** Return the first place, row by row, where a tile of a size fits. */
export function freePlace(tiles: readonly Box[], w: number, h: number): { x: number; y: number } {
  for (let y = 0; y < 1000; y += 1) {
    for (let x = 0; x + w <= COLUMNS; x += 1) {
      if (!tiles.some((tile) => overlaps(tile, { x, y, w, h }))) return { x, y };
    }
  }
  return { x: 0, y: 0 };
}

/** Keep a box inside the grid. */
export function clamp({ x, y, w, h }: Box): Box {
  const width = Math.max(1, Math.min(COLUMNS, Math.round(w)));
  return {
    x: Math.max(0, Math.min(COLUMNS - width, Math.round(x))),
    y: Math.max(0, Math.min(1000, Math.round(y))),
    w: width,
    h: Math.max(1, Math.min(100, Math.round(h))),
  };
}

/** Put a tile into a box; tiles below it make room downwards. */
export function placeTile(board: BoardDocument, id: string, box: Box): void {
  const moved = board.tiles.find((tile) => tile.id === id);
  if (moved === undefined) return;
  Object.assign(moved, clamp(box));
  const settled: Box[] = [moved];
  for (const tile of board.tiles.filter((other) => other.id !== id).sort((left, right) => left.y - right.y || left.x - right.x)) {
    while (settled.some((other) => overlaps(other, tile))) tile.y += 1;
    settled.push(tile);
  }
}

/** Add a tile at the first free place, or at a wished one. */
export function addTile(board: BoardDocument, tile: Pick<BoardTile, "title" | "report" | "query">, wish?: { x: number; y: number }): BoardTile {
  const size = { w: 6, h: 4 };
  const added: BoardTile = { id: newId(), ...tile, ...size, ...freePlace(board.tiles, size.w, size.h) };
  board.tiles.push(added);
  if (wish) placeTile(board, added.id, { ...size, ...wish });
  return added;
}

/** What an arrow key does to a tile; null for other keys. */
export function arrowStep(key: string, isSize: boolean, box: Box): Box | null {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (step === undefined) return null;
  const [dx, dy] = step;
  return clamp(isSize ? { ...box, w: Math.min(box.w + dx, COLUMNS - box.x), h: box.h + dy } : { ...box, x: box.x + dx, y: box.y + dy });
}
