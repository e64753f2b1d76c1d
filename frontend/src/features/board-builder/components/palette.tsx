import { BarChartOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { DocumentEntry } from "@/builder/core/documents-api";
import { useDragSource } from "@/builder/core/dnd";
import { useDocuments } from "@/builder/core/form-fields";
import { pickText } from "@/builder/core/localized";
import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";

import type { BoardDocument } from "../model/board-document";
import type { BoardActions } from "../use-board-actions";

/** The reports of the app to put on the board, and the tiles that are there. */
export function Palette({ app, actions, onNew }: { app: string; actions: BoardActions; onNew: () => void }) {
  const { t, i18n } = useTranslation("board-builder");
  const reports = useDocuments(app, "reports");
  const board = useBuilderDocument<BoardDocument>();
  const selection = useSelection();
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const labelOf = (report: DocumentEntry) => pickText(report.label, i18n.language) || report.key;
  const found = reports.filter((report) => labelOf(report).toLowerCase().includes(wanted) || report.key.includes(wanted));
  return (
    <>
      <Button block icon={<PlusOutlined />} onClick={onNew} style={{ marginBottom: 12 }}>
        {t("palette.new")}
      </Button>
      <h3 className="builder-heading">{t("palette.reports")}</h3>
      <Input aria-label={t("palette.search")} placeholder={t("palette.search")} allowClear value={query} onChange={(event) => setQuery(event.target.value)} style={{ marginBottom: 8 }} />
      <p className="builder-hint">{reports.length === 0 ? t("palette.none") : t("palette.hint")}</p>
      <ul className="builder-list" style={{ gap: 4 }}>
        {found.map((report) => (
          <li key={report.key}>
            <ReportItem report={report.key} label={labelOf(report)} onAdd={() => actions.add({ report: report.key })} />
          </li>
        ))}
      </ul>
      <h3 className="builder-heading">{t("palette.tiles")}</h3>
      <ul className="builder-list" style={{ gap: 0 }}>
        {board.tiles.map((tile) => {
          const report = reports.find((entry) => entry.key === tile.report);
          return (
            <li key={tile.id}>
              <button type="button" className="builder-item" aria-current={selection === tile.id ? "true" : undefined} onClick={() => actions.select(tile.id)}>
                <BarChartOutlined aria-hidden />
                <span className="builder-item-text">{pickText(tile.title, i18n.language) || (report && labelOf(report)) || tile.report || t("tile.untitled")}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function ReportItem({ report, label, onAdd }: { report: string; label: string; onAdd: () => void }) {
  const drag = useDragSource({ kind: "report", id: report, label });
  return (
    <button type="button" ref={drag.ref} className="builder-item board-report" data-report={report} {...drag.handle} onClick={onAdd}>
      <BarChartOutlined aria-hidden />
      <span className="builder-item-text">{label}</span>
    </button>
  );
}
