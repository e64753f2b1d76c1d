/** Dragging by keyboard: pick up, choose a target with arrows, drop or cancel. */
import { createContext, type KeyboardEvent, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

export interface CarryTarget {
  /** Where the element would land, in the builder's own terms. */
  key: string;
  /** One-based place among its neighbours and how many there are, for the announcement. */
  position: number;
  total: number;
  container: string;
}

interface CarryState {
  id: string;
  label: string;
  targets: readonly CarryTarget[];
  at: number;
  start: number;
}

interface Carry {
  carried: CarryState | null;
  target: CarryTarget | null;
  keyDown: (event: KeyboardEvent, id: string, label: string) => void;
  cancel: () => void;
}

const CarryContext = createContext<Carry | null>(null);

export function useCarry(): Carry {
  const carry = useContext(CarryContext);
  if (carry === null) throw new Error("A drag handle is used outside of its area.");
  return carry;
}

interface Props {
  children: ReactNode;
  /** All targets of an element in reading order, and the index of where it is now. */
  targetsOf: (id: string) => { targets: CarryTarget[]; start: number };
  onDrop: (id: string, target: CarryTarget) => void;
}

export function CarryArea({ children, targetsOf, onDrop }: Props) {
  const { t } = useTranslation("builder");
  const [carried, setCarried] = useState<CarryState | null>(null);
  const [spoken, speak] = useState("");

  const cancel = useCallback(() => {
    if (carried) speak(t("drag.cancelled", { label: carried.label }));
    setCarried(null);
  }, [carried, t]);

  const keyDown = useCallback(
    (event: KeyboardEvent, id: string, label: string) => {
      const isCarried = carried?.id === id;
      if (event.key === " " || event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
        if (!isCarried) {
          const { targets, start } = targetsOf(id);
          setCarried({ id, label, targets, start, at: start });
          speak(t("drag.picked", { label }));
          return;
        }
        const target = carried.targets[carried.at];
        setCarried(null);
        if (target && carried.at !== carried.start) onDrop(id, target);
        speak(t("drag.dropped", { label }));
        return;
      }
      if (!isCarried) return;
      const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
      if (step !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        const at = Math.max(0, Math.min(carried.targets.length - 1, carried.at + step));
        setCarried({ ...carried, at });
        const target = carried.targets[at];
        if (target) speak(t("drag.position", { label, ...target }));
      } else if (event.key === "Escape" || event.key === "Tab") {
        if (event.key === "Escape") event.preventDefault();
        event.stopPropagation();
        cancel();
      }
    },
    [carried, targetsOf, onDrop, cancel, t],
  );

  const value = useMemo(
    () => ({ carried, target: carried && carried.at !== carried.start ? (carried.targets[carried.at] ?? null) : null, keyDown, cancel }),
    [carried, keyDown, cancel],
  );
  return (
    <CarryContext.Provider value={value}>
      {children}
      <div className="visually-hidden" aria-live="assertive" role="status">
        {spoken}
      </div>
    </CarryContext.Provider>
  );
}
