import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";

/** Row -1 is the head. */
export interface Place {
  row: number;
  column: number;
}

/** The place after a key; null when the key moves nothing. */
export function placeAfter(key: string, control: boolean, from: Place, rows: number, columns: number, page: number): Place | null {
  const clampRow = (row: number) => Math.max(-1, Math.min(rows - 1, row));
  switch (key) {
    case "ArrowDown":
      return { ...from, row: clampRow(from.row + 1) };
    case "ArrowUp":
      return { ...from, row: clampRow(from.row - 1) };
    case "ArrowRight":
      return { ...from, column: Math.min(columns - 1, from.column + 1) };
    case "ArrowLeft":
      return { ...from, column: Math.max(0, from.column - 1) };
    case "PageDown":
      return { ...from, row: clampRow(from.row + page) };
    case "PageUp":
      return { ...from, row: clampRow(from.row - page) };
    case "Home":
      return { row: control ? 0 : from.row, column: 0 };
    case "End":
      return { row: control ? rows - 1 : from.row, column: columns - 1 };
    default:
      return null;
  }
}

/** Arrow keys over a grid: one cell is in the tab order, the keys move it. */
export function useGridKeys(options: { id: string; rows: number; columns: number; page: number; reveal: (row: number) => void; open: (row: number) => void }) {
  const { id, rows, columns, page, reveal, open } = options;
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const wanted = useRef(false);
  const cellId = useCallback((row: number, column: number) => `${id}-${row}-${column}`, [id]);

  useEffect(() => {
    if (!wanted.current) return;
    // A row that was out of sight exists one or two frames after scrolling.
    let tries = 4;
    const focus = () => {
      const cell = document.getElementById(cellId(place.row, place.column));
      if (cell) {
        cell.focus({ preventScroll: place.row < 0 });
        wanted.current = false;
      } else if (tries > 0) {
        tries -= 1;
        requestAnimationFrame(focus);
      }
    };
    focus();
  }, [place, cellId]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && place.row >= 0 && (event.target as HTMLElement).getAttribute("role") === "gridcell") {
      open(place.row);
      return;
    }
    const next = placeAfter(event.key, event.ctrlKey || event.metaKey, place, rows, columns, page);
    if (!next) return;
    event.preventDefault();
    wanted.current = true;
    if (next.row >= 0) reveal(next.row);
    setPlace(next);
  };
  return { place, setPlace, onKeyDown, cellId };
}
