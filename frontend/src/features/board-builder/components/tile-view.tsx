import { CopyOutlined, DeleteOutlined, EditOutlined, HolderOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ReportDocument } from "@/builder/composer/model/report-document";
import { queryReport, tileOf } from "@/builder/composer/use-run";
import { loadDraft } from "@/builder/core/documents-api";
import { pickText } from "@/builder/core/localized";
import { Tile } from "@/charts/tile";
import { Loading } from "@/ui/loading";

import { arrowStep, type BoardTile } from "../model/board-document";
import type { BoardActions } from "../use-board-actions";

/** The query behind a tile: its own, or that of its report as it stands in the draft. */
export function useTileQuery(app: string, tile: BoardTile): ReportDocument | null {
  const report = useQuery({
    queryKey: ["report-body", app, tile.report],
    queryFn: async ({ signal }) => (await loadDraft<ReportDocument>({ app, kind: "reports", key: tile.report ?? "" }, signal)).body,
    enabled: tile.report !== undefined,
    staleTime: 10_000,
  });
  return tile.query ?? report.data ?? null;
}

interface Props {
  app: string;
  tile: BoardTile;
  isSelected: boolean;
  actions: BoardActions;
  onEdit: (id: string) => void;
}

/** A tile on the canvas: its answer under a bar with handle and actions. */
export function TileView({ app, tile, isSelected, actions, onEdit }: Props) {
  const { t, i18n } = useTranslation("board-builder");
  const query = useTileQuery(app, tile);
  const title = pickText(tile.title, i18n.language) || pickText(query?.label, i18n.language) || tile.report || t("tile.untitled");
  const [spoken, speak] = useState("");
  const answer = useQuery({
    queryKey: ["tile-answer", app, query],
    queryFn: ({ signal }) => queryReport(app, query as ReportDocument, signal),
    enabled: query !== null && Boolean(query.source),
    staleTime: 30_000,
    retry: false,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const box = arrowStep(event.key, event.shiftKey, tile);
    if (box === null) return;
    event.preventDefault();
    event.stopPropagation();
    actions.place(tile.id, box, `${tile.id}.arrows`);
    speak(t("tile.place", { label: title, x: box.x + 1, y: box.y + 1, w: box.w, h: box.h }));
  };
  return (
    <div className="board-tile" data-tile={tile.id} data-selected={isSelected || undefined} onClick={() => actions.select(tile.id)}>
      <div className="board-tile-bar">
        <button type="button" className="board-handle" aria-label={t("tile.handle", { label: title })} aria-pressed={isSelected} onKeyDown={onKeyDown} onClick={() => actions.select(tile.id)}>
          <HolderOutlined />
        </button>
        <span className="board-tile-spring" />
        <Button type="text" size="small" icon={<EditOutlined />} aria-label={t("tile.edit", { label: title })} onClick={() => onEdit(tile.id)} />
        <Button type="text" size="small" icon={<CopyOutlined />} aria-label={t("tile.duplicate", { label: title })} onClick={() => actions.duplicate(tile.id)} />
        <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("tile.remove", { label: title })} onClick={() => actions.remove(tile.id)} />
      </div>
      <div className="board-tile-body">
        {query === null || answer.isPending ? <Loading /> : <Tile tile={tileOf(tile.id, title, query, answer.data ?? null, answer.error)} />}
      </div>
      <span className="visually-hidden" role="status">
        {spoken}
      </span>
    </div>
  );
}
