import { Alert, Button, Drawer } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { ReportComposer } from "@/builder/composer/report-composer";
import type { Change } from "@/builder/composer/shelves";
import { useBuilderColors } from "@/builder/core/builder-frame";
import { pickText } from "@/builder/core/localized";
import { useBuilderDocument } from "@/builder/core/use-builder";
import { Loading } from "@/ui/loading";

import type { BoardDocument } from "../model/board-document";
import type { BoardActions } from "../use-board-actions";
import { useTileQuery } from "./tile-view";

/** Edits a tile's query without leaving the board. */
export default function TileEditor({ app, id, actions, onClose }: { app: string; id: string; actions: BoardActions; onClose: () => void }) {
  const { t, i18n } = useTranslation("board-builder");
  const board = useBuilderDocument<BoardDocument>();
  const colors = useBuilderColors();
  const tile = board.tiles.find((candidate) => candidate.id === id);
  const title = pickText(tile?.title, i18n.language) || t("tile.untitled");
  return (
    <Drawer open title={t("editor.title", { label: title })} onClose={onClose} size="92%" styles={{ body: { padding: 0 } }}>
      <div className="board-editor" style={colors}>
        {tile && <Editor app={app} tile={tile} title={title} actions={actions} />}
      </div>
    </Drawer>
  );
}

function Editor({ app, tile, title, actions }: { app: string; tile: BoardDocument["tiles"][number]; title: string; actions: BoardActions }) {
  const { t } = useTranslation("board-builder");
  const query = useTileQuery(app, tile);
  const change = useCallback<Change>((recipe, group) => actions.changeQuery(tile.id, recipe, group), [actions, tile.id]);
  if (query === null) return <Loading />;
  if (tile.query === undefined) {
    return (
      <Alert
        type="info"
        showIcon
        title={t("editor.shared", { report: tile.report })}
        action={
          <span className="board-editor-actions">
            <Button href={`/studio/${app}/reports/${tile.report}`}>{t("editor.openReport")}</Button>
            <Button type="primary" onClick={() => actions.detach(tile.id, { ...query, kind: undefined, key: undefined, id: undefined })}>
              {t("editor.detach")}
            </Button>
          </span>
        }
      />
    );
  }
  return (
    <ReportComposer app={app} title={title} report={query} change={change}>
      {(parts) => (
        <div className="board-editor-panes" onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && parts.run()}>
          <section aria-label={t("editor.fields")}>{parts.fields}</section>
          <section aria-label={t("editor.answer")}>{parts.canvas}</section>
          <section aria-label={t("editor.properties")}>{parts.properties}</section>
        </div>
      )}
    </ReportComposer>
  );
}
