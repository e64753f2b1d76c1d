import { CaretDownOutlined, CaretUpOutlined } from "@ant-design/icons";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { RecordItem } from "@/api/types";

import type { Column } from "./columns";
import { GridCell } from "./grid-cell";
import { useGridKeys } from "./use-grid-keys";

const ROW_HEIGHT = 40;
const PAGE_ROWS = 12;

/** Records as a grid: only the rows in sight exist, arrow keys move, Enter opens. */
export function RecordGrid(props: {
  app: string;
  form: string;
  label: string;
  columns: Column[];
  records: RecordItem[];
  /** Rows in all, head included; -1 when nobody knows. */
  rowCount: number;
  sort: string | undefined;
  onSort: (key: string) => void;
  /** Called when the last loaded row comes near. */
  onNearEnd: () => void;
}) {
  const { app, form, columns, records, sort, onNearEnd } = props;
  const { t, i18n } = useTranslation("app-runtime");
  const id = useId();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: records.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    scrollPaddingStart: ROW_HEIGHT,
  });
  const keys = useGridKeys({
    id,
    rows: records.length,
    columns: columns.length,
    page: PAGE_ROWS,
    reveal: (row) => virtual.scrollToIndex(row),
    open: (row) => void navigate({ to: "/apps/$app/$form/$record", params: { app, form, record: records[row].id } }),
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (records.length > 0 && last >= records.length - 10) onNearEnd();
  }, [last, records.length, onNearEnd]);

  const template = columns.map((column) => `minmax(${column.width}px, ${column.numeric ? 0.6 : 1}fr)`).join(" ");
  const minimum = columns.reduce((sum, column) => sum + column.width, 0);
  const tabbable = (row: number, column: number) => (keys.place.row === row && keys.place.column === column ? 0 : -1);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={props.rowCount}
      aria-colcount={columns.length}
      onKeyDown={keys.onKeyDown}
      className="record-grid"
    >
      <div role="rowgroup" className="record-grid-head" style={{ minWidth: minimum }}>
        <div role="row" aria-rowindex={1} className="record-grid-row" style={{ gridTemplateColumns: template, height: ROW_HEIGHT }}>
          {columns.map((column, index) => {
            const sortKey = column.sortKey ?? column.key;
            const direction = sort === sortKey ? "ascending" : sort === `-${sortKey}` ? "descending" : undefined;
            const shared = {
              id: keys.cellId(-1, index),
              tabIndex: tabbable(-1, index),
              onFocus: () => keys.setPlace({ row: -1, column: index }),
            };
            return (
              <div
                key={column.key}
                role="columnheader"
                aria-colindex={index + 1}
                aria-sort={column.sortable ? (direction ?? "none") : undefined}
                className={column.numeric ? "numeric" : undefined}
                {...(column.sortable ? {} : shared)}
              >
                {column.sortable ? (
                  <button type="button" {...shared} onClick={() => props.onSort(sortKey)} title={t("list.sortBy", { column: column.label })}>
                    <span className="record-grid-text">{column.label}</span>
                    {direction === "ascending" && <CaretUpOutlined aria-hidden />}
                    {direction === "descending" && <CaretDownOutlined aria-hidden />}
                  </button>
                ) : (
                  <span className="record-grid-text">{column.label}</span>
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative", minWidth: minimum }}>
        {rows.map((row) => {
          const record = records[row.index];
          return (
            <div
              key={record.id}
              role="row"
              aria-rowindex={row.index + 2}
              className="record-grid-row record-grid-body-row"
              style={{ gridTemplateColumns: template, height: ROW_HEIGHT, position: "absolute", insetInline: 0, top: row.start }}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest("a, button")) return;
                void navigate({ to: "/apps/$app/$form/$record", params: { app, form, record: record.id } });
              }}
            >
              {columns.map((column, index) => (
                <div
                  key={column.key}
                  id={keys.cellId(row.index, index)}
                  role="gridcell"
                  aria-colindex={index + 1}
                  tabIndex={tabbable(row.index, index)}
                  onFocus={() => keys.setPlace({ row: row.index, column: index })}
                >
                  <GridCell column={column} record={record} app={app} form={form} language={i18n.language} />
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
