/** Where a dragged field would land, from what is on the screen. */
import type { Place } from "./form-document";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface CardBox extends Box {
  place: Place;
  /** True when the card has a neighbour in its row, so left and right matter instead of above and below. */
  isNarrow: boolean;
}

export interface SectionBox extends Box {
  section: number;
  cards: readonly CardBox[];
}

interface Point {
  x: number;
  y: number;
}

function contains(box: Box, { x, y }: Point): boolean {
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
}

/** The section under a pointer, or the nearest one above or below it. */
function sectionAt({ x, y }: Point, sections: readonly SectionBox[]): SectionBox | undefined {
  const distance = (box: Box) => Math.max(box.top - y, y - box.bottom, 0);
  return sections
    .filter((box) => x >= box.left && x <= box.right)
    .sort((left, right) => distance(left) - distance(right))[0];
}

/**
 * Return the place under a pointer: before or after the card that it is over, else before the first
 * card below it in the section, else the section's end. Null beside the sections.
 */
export function dropPlace(pointer: Point, sections: readonly SectionBox[]): Place | null {
  const section = sectionAt(pointer, sections);
  if (section === undefined) return null;
  const card = section.cards.find((box) => contains(box, pointer));
  if (card !== undefined) {
    const isAfter = card.isNarrow ? pointer.x > (card.left + card.right) / 2 : pointer.y > (card.top + card.bottom) / 2;
    return { section: card.place.section, index: card.place.index + (isAfter ? 1 : 0) };
  }
  const below = section.cards.find((box) => box.top > pointer.y);
  return below?.place ?? { section: section.section, index: section.cards.length };
}

/** Measure the sections and cards inside a canvas element. */
export function measureCanvas(canvas: HTMLElement): SectionBox[] {
  return [...canvas.querySelectorAll<HTMLElement>("[data-section-index]")].map((element) => {
    const section = Number(element.dataset.sectionIndex);
    const outer = element.getBoundingClientRect();
    const cards = [...element.querySelectorAll<HTMLElement>("[data-field-index]")].map((card): CardBox => {
      const box = card.getBoundingClientRect();
      return {
        left: box.left,
        top: box.top,
        right: box.right,
        bottom: box.bottom,
        place: { section, index: Number(card.dataset.fieldIndex) },
        isNarrow: box.width < outer.width * 0.7,
      };
    });
    return { section, left: outer.left, top: outer.top, right: outer.right, bottom: outer.bottom, cards };
  });
}
