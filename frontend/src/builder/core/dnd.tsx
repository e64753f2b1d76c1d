/**
 * Dragging in the builders; the only module that knows the drag library.
 *
 * Pointer drags go through the library. Keyboard drags are ours: a handle picks its element up,
 * arrows choose a target, and one commit drops it, so a keyboard never depends on geometry.
 */
import {
  type Announcements,
  DndContext,
  DragOverlay,
  PointerSensor,
  useDraggable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type HTMLAttributes, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** What is dragged: a kind for the builder and a name for people. */
export interface DragThing {
  kind: string;
  id: string;
  label: string;
  [detail: string]: unknown;
}

/** Where the pointer is, in the window. */
export interface DragPoint {
  x: number;
  y: number;
}

interface AreaProps {
  children: ReactNode;
  /** What follows the pointer. */
  overlay: (active: DragThing) => ReactNode;
  /** Called with the pointer while dragging; the builder measures what lies below it. */
  onMove: (active: DragThing, pointer: DragPoint) => void;
  onDrop: (active: DragThing) => void;
  onCancel: () => void;
}

function thingOf(data: { current?: Record<string, unknown> } | undefined): DragThing | null {
  return (data?.current as DragThing | undefined) ?? null;
}

/** The surroundings of everything that can be dragged together. */
export function DragArea({ children, overlay, onMove, onDrop, onCancel }: AreaProps) {
  const { t } = useTranslation("builder");
  const [active, setActive] = useState<DragThing | null>(null);
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const move = useRef(onMove);
  move.current = onMove;

  useEffect(() => {
    if (active === null) return undefined;
    const follow = (event: PointerEvent) => move.current(active, { x: event.clientX, y: event.clientY });
    window.addEventListener("pointermove", follow);
    return () => window.removeEventListener("pointermove", follow);
  }, [active]);

  const announcements: Announcements = {
    onDragStart: ({ active: item }) => t("drag.picked", { label: thingOf(item.data)?.label }),
    onDragOver: () => undefined,
    onDragEnd: ({ active: item }) => t("drag.dropped", { label: thingOf(item.data)?.label }),
    onDragCancel: ({ active: item }) => t("drag.cancelled", { label: thingOf(item.data)?.label }),
  };

  return (
    <DndContext
      sensors={sensors}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("drag.instructions") } }}
      onDragStart={(event) => setActive(thingOf(event.active.data))}
      onDragEnd={(event) => {
        const thing = thingOf(event.active.data);
        setActive(null);
        if (thing) onDrop(thing);
      }}
      onDragCancel={() => {
        setActive(null);
        onCancel();
      }}
    >
      {children}
      <DragOverlay dropAnimation={null}>{active ? overlay(active) : null}</DragOverlay>
    </DndContext>
  );
}

export interface DragSource {
  ref: (element: HTMLElement | null) => void;
  /** Put these on the handle, or on the whole element. */
  handle: HTMLAttributes<HTMLElement>;
  isDragging: boolean;
}

/** Make an element draggable by pointer. */
export function useDragSource(thing: DragThing): DragSource {
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: `${thing.kind}:${thing.id}`, data: thing });
  return { ref: setNodeRef, handle: (listeners ?? {}) as HTMLAttributes<HTMLElement>, isDragging };
}
