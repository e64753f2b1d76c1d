import "./kanban.css";

import { DndContext, type DragEndEvent, DragOverlay, type DragStartEvent, MouseSensor, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { CompiledForm, RecordItem, Stage } from "@/api/types";

import { ActionDialog } from "../actions/action-dialog";
import { useMove } from "../actions/use-move";
import { CardBody } from "./card";
import { StageColumn } from "./stage-column";
import { stageTotalsQuery, valueField } from "./totals";

/** Records by stage. Dragging and "move to…" both run the flow's action; nothing else changes a stage. */
export default function Kanban(props: { app: string; form: string; compiled: CompiledForm; filter?: string; search?: string }) {
  const { app, form, compiled, filter, search } = props;
  const { t } = useTranslation("app-runtime");
  const [dragged, setDragged] = useState<RecordItem | null>(null);
  const { move, asking, stopAsking, moving } = useMove(app, form);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
  );
  const value = useMemo(() => valueField(compiled), [compiled]);
  const totals = useQuery(stageTotalsQuery(app, form, value?.key ?? null, filter));
  const stageOf = (key: string): Stage | undefined => compiled.stages.find((stage) => stage.key === key);

  const end = (event: DragEndEvent) => {
    setDragged(null);
    const record = event.active.data.current?.record as RecordItem | undefined;
    const stage = event.over ? stageOf(String(event.over.id)) : undefined;
    if (record && stage) void move(record, stage);
  };
  return (
    <DndContext
      sensors={sensors}
      onDragStart={(event: DragStartEvent) => setDragged((event.active.data.current?.record as RecordItem) ?? null)}
      onDragEnd={end}
      onDragCancel={() => setDragged(null)}
      accessibility={{ screenReaderInstructions: { draggable: t("kanban.instructions") }, announcements: silent }}
    >
      <div className="kanban" role="region" aria-label={t("kanban.label", { form: compiled.form.label })} tabIndex={0}>
        {compiled.stages.map((stage) => (
          <StageColumn
            key={stage.key}
            app={app}
            form={form}
            compiled={compiled}
            stage={stage}
            filter={filter}
            search={search}
            value={value}
            total={totals.data?.get(stage.key)}
            moving={moving}
            onMove={(record, target) => void move(record, target)}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged && (
          <div className="kanban-card kanban-card-dragged">
            <CardBody record={dragged} value={value} />
          </div>
        )}
      </DragOverlay>
      {asking && <ActionDialog app={app} form={form} recordId={asking.record.id} offer={asking.offer} onClose={stopAsking} />}
    </DndContext>
  );
}

/** Only pointers drag here; the keyboard way is the menu, and the answer is announced by the message. */
const silent = {
  onDragStart: () => undefined,
  onDragOver: () => undefined,
  onDragEnd: () => undefined,
  onDragCancel: () => undefined,
};
