/**
 * Dragging in the builders; the only module that knows the drag library.
 *
 * Pointer drags go through the library. Keyboard drags are ours: a handle picks its element up,
 * arrows choose a target, and one commit drops it, so a keyboard never depends on geometry.
 */
import {
  type Announcements,
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  type DragMoveEvent,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type HTMLAttributes, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

/** What is dragged or dropped on: a kind for the builder and a name for people. */
export interface DragThing {
  kind: string;
  id: string;
  label: string;
  [detail: string]: unknown;
}

export interface DragPoint {
  x: number;
  y: number;
}

export interface DragHandlers {
  onStart?: (active: DragThing) => void;
  /** The thing under the pointer, its rectangle, and the pointer; called while dragging. */
  onMove?: (active: DragThing, over: DragThing | null, rect: DOMRect | null, pointer: DragPoint) => void;
  onDrop: (active: DragThing, over: DragThing | null) => void;
  onCancel?: () => void;
}

interface AreaProps extends DragHandlers {
  children: ReactNode;
  /** What follows the pointer. */
  overlay: (active: DragThing) => ReactNode;
  /** Kinds that win over others when the pointer is in several targets. */
  priority?: readonly string[];
}

function thingOf(data: { current?: Record<string, unknown> } | undefined): DragThing | null {
  return (data?.current as DragThing | undefined) ?? null;
}

/** The surroundings of everything that can be dragged together. */
export function DragArea({ children, overlay, priority, onStart, onMove, onDrop, onCancel }: AreaProps) {
  const { t } = useTranslation("builder");
  const [active, setActive] = useState<DragThing | null>(null);
  const origin = useRef<DragPoint>({ x: 0, y: 0 });
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));

  const collide = useMemo<CollisionDetection>(
    () => (args) => {
      const inside = pointerWithin(args);
      const hits = inside.length > 0 ? inside : args.pointerCoordinates === null ? closestCenter(args) : [];
      const rank = (hit: (typeof hits)[number]) => {
        const kind = thingOf(hit.data?.droppableContainer?.data as never)?.kind ?? "";
        const position = (priority ?? []).indexOf(kind);
        return position < 0 ? Number.MAX_SAFE_INTEGER : position;
      };
      return [...hits].sort((left, right) => rank(left) - rank(right));
    },
    [priority],
  );

  const move = (event: DragMoveEvent) => {
    const thing = thingOf(event.active.data);
    if (thing === null) return;
    const pointer = { x: origin.current.x + event.delta.x, y: origin.current.y + event.delta.y };
    const rect = event.over?.rect;
    const box = rect ? new DOMRect(rect.left, rect.top, rect.width, rect.height) : null;
    onMove?.(thing, thingOf(event.over?.data), box, pointer);
  };

  const announcements: Announcements = {
    onDragStart: ({ active: item }) => t("drag.picked", { label: thingOf(item.data)?.label }),
    onDragOver: ({ active: item, over }) =>
      over
        ? t("drag.over", { label: thingOf(item.data)?.label, target: thingOf(over.data)?.label })
        : t("drag.outside", { label: thingOf(item.data)?.label }),
    onDragEnd: ({ active: item }) => t("drag.dropped", { label: thingOf(item.data)?.label }),
    onDragCancel: ({ active: item }) => t("drag.cancelled", { label: thingOf(item.data)?.label }),
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={collide}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t("drag.instructions") } }}
      onDragStart={(event) => {
        const thing = thingOf(event.active.data);
        const press = event.activatorEvent as PointerEvent;
        origin.current = { x: press.clientX, y: press.clientY };
        setActive(thing);
        if (thing) onStart?.(thing);
      }}
      onDragMove={move}
      onDragEnd={(event: DragEndEvent) => {
        const thing = thingOf(event.active.data);
        setActive(null);
        if (thing) onDrop(thing, thingOf(event.over?.data));
      }}
      onDragCancel={() => {
        setActive(null);
        onCancel?.();
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

/** Make an element a place to drop on. */
export function useDropTarget(thing: DragThing): { ref: (element: HTMLElement | null) => void; isOver: boolean } {
  const { setNodeRef, isOver } = useDroppable({ id: `drop-${thing.kind}:${thing.id}`, data: thing });
  return { ref: setNodeRef, isOver };
}
