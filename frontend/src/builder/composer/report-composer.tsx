import "./composer.css";

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { DragArea, type DragPoint, type DragThing } from "../core/dnd";
import { useReachableFields, type FieldInfo } from "../core/form-fields";
import { FieldList } from "./field-list";
import { addDimension, addMeasure, type ReportDocument } from "./model/report-document";
import { ReportProperties } from "./report-properties";
import { Result } from "./result";
import { type Change, Shelves } from "./shelves";
import { useRun } from "./use-run";

interface Props {
  app: string;
  title: string;
  report: ReportDocument;
  change: Change;
  /** Lays out the three parts; also gets the function that runs the report. */
  children: (parts: { fields: ReactNode; canvas: ReactNode; properties: ReactNode; run: () => void }) => ReactNode;
}

function shelfAt({ x, y }: DragPoint): HTMLElement | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const shelf = element.closest<HTMLElement>("[data-shelf]");
    if (shelf) return shelf;
  }
  return null;
}

/** The report composer: fields, shelves, answer and properties; used on its own page and for board tiles. */
export function ReportComposer({ app, title, report, change, children }: Props) {
  const { t, i18n } = useTranslation(["composer", "builder"]);
  const systemLabel = useCallback((path: string) => t(`builder:system.${path}`), [t]);
  const fields = useReachableFields(app, report.source, i18n.language, systemLabel);
  const [isAuto, setIsAuto] = useState(true);
  const run = useRun(app, report, isAuto);
  const over = useRef<HTMLElement | null>(null);
  const mark = (next: HTMLElement | null) => {
    if (next === over.current) return;
    over.current?.removeAttribute("data-over");
    next?.setAttribute("data-over", "true");
    over.current = next;
  };
  useEffect(() => () => over.current?.removeAttribute("data-over"), []);
  const actions = useMemo(
    () => ({
      addDimension: (field: FieldInfo) => change((draft) => addDimension(draft, field)),
      addMeasure: (field: FieldInfo | null) => change((draft) => addMeasure(draft, field)),
    }),
    [change],
  );
  const onDrop = (active: DragThing) => {
    const shelf = over.current?.dataset.shelf;
    mark(null);
    const field = active.field as FieldInfo;
    if (shelf === "dimensions") actions.addDimension(field);
    else if (shelf === "measures") actions.addMeasure(field);
  };
  return (
    <DragArea onMove={(_, pointer) => mark(shelfAt(pointer))} onDrop={onDrop} onCancel={() => mark(null)} overlay={(active) => <span className="composer-chip-overlay">{active.label}</span>}>
      {children({
        run: run.run,
        fields: <FieldList app={app} source={report.source} actions={actions} />,
        canvas: (
          <div className="composer">
            <Shelves report={report} fields={fields} change={change} />
            <Result title={title} report={report} fields={fields} run={run} isAuto={isAuto} onAuto={setIsAuto} change={change} />
          </div>
        ),
        properties: <ReportProperties app={app} report={report} fields={fields} change={change} />,
      })}
    </DragArea>
  );
}
