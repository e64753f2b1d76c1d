import "react-grid-layout/css/styles.css";

import { Button } from "antd";
import { useTranslation } from "react-i18next";
import ReactGridLayout, { type Layout, useContainerWidth } from "react-grid-layout";

import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";
import { useNarrow } from "@/ui/media";

import { type BoardDocument, type Box, COLUMNS } from "../model/board-document";
import type { BoardActions } from "../use-board-actions";
import { TileView } from "./tile-view";

export const ROW_HEIGHT = 72;
export const GAP = 16;

/** The board as its readers see it, with handles to move and size the tiles. */
export function Canvas({ app, actions, onEdit, onNew }: { app: string; actions: BoardActions; onEdit: (id: string) => void; onNew: () => void }) {
  const { t } = useTranslation("board-builder");
  const board = useBuilderDocument<BoardDocument>();
  const selection = useSelection();
  const { width, containerRef, mounted } = useContainerWidth();
  const isNarrow = useNarrow();
  const layout = board.tiles.map(({ id, x, y, w, h }) => ({ i: id, x, y, w, h, minW: 1, minH: 1 }));

  const settle = (next: Layout) => {
    const boxes = new Map(next.map(({ i, x, y, w, h }): [string, Box] => [i, { x, y, w, h }]));
    actions.placeAll(boxes);
  };
  const views = board.tiles.map((tile) => (
    <div key={tile.id} style={isNarrow ? { height: tile.h * ROW_HEIGHT } : undefined}>
      <TileView app={app} tile={tile} isSelected={selection === tile.id} actions={actions} onEdit={onEdit} />
    </div>
  ));
  return (
    <div ref={containerRef} className="board-canvas" data-testid="board-canvas">
      {board.tiles.length === 0 && (
        <div className="board-empty">
          <p>{t("canvas.empty")}</p>
          <Button type="primary" onClick={onNew}>
            {t("canvas.first")}
          </Button>
        </div>
      )}
      {isNarrow ? (
        <div style={{ display: "grid", gap: GAP }}>{views}</div>
      ) : (
        mounted && (
          <ReactGridLayout
            width={width}
            layout={layout}
            gridConfig={{ cols: COLUMNS, rowHeight: ROW_HEIGHT, margin: [GAP, GAP], containerPadding: [0, 0] }}
            dragConfig={{ handle: ".board-handle", threshold: 3 }}
            onDragStop={settle}
            onResizeStop={settle}
          >
            {views}
          </ReactGridLayout>
        )
      )}
    </div>
  );
}
