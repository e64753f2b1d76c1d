import type { PointerEvent } from "react";

/** The right edge of a card: dragging it changes how many columns the field takes. */
export function WidthGrip({ width, columns, onChange }: { width: number; columns: number; onChange: (width: number) => void }) {
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const grip = event.currentTarget;
    const card = grip.parentElement?.getBoundingClientRect();
    if (card === undefined) return;
    const column = card.width / width;
    const widthAt = (x: number) => Math.max(1, Math.min(columns, Math.round((x - card.left) / column)));
    const target = grip.parentElement;
    grip.setPointerCapture(event.pointerId);
    grip.onpointermove = (move) => {
      if (target) target.style.gridColumn = `span ${widthAt(move.clientX)}`;
    };
    grip.onpointerup = (end) => {
      grip.onpointermove = null;
      grip.onpointerup = null;
      if (target) target.style.gridColumn = `span ${width}`;
      onChange(widthAt(end.clientX));
    };
  };
  // Width by number is in the properties and on the quick actions; the grip is for the pointer only.
  return <span className="form-width" aria-hidden onPointerDown={start} data-testid="width-grip" />;
}
