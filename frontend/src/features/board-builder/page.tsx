import "./board-builder.css";

import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { BuilderPage, BuilderShell } from "@/builder/core/builder-page";
import { DragArea, type DragPoint } from "@/builder/core/dnd";
import { useDocuments } from "@/builder/core/form-fields";
import type { Command } from "@/builder/core/keymap";
import { pickText } from "@/builder/core/localized";
import type { ElementLink } from "@/builder/core/problem-list";
import { useBuilderStore } from "@/builder/core/use-builder";
import { useClipboard } from "@/builder/core/use-clipboard";

import { Canvas, GAP, ROW_HEIGHT } from "./components/canvas";
import { Palette } from "./components/palette";
import { Properties } from "./components/properties";
import { type BoardDocument, type BoardTile, COLUMNS, normaliseBoard } from "./model/board-document";
import { useBoardActions } from "./use-board-actions";

const TileEditor = lazy(() => import("./components/tile-editor"));

/** The board builder. */
export default function Page() {
  const { app, key } = useParams({ strict: false }) as { app: string; key: string };
  return (
    <BuilderPage<BoardDocument> key={`${app}/${key}`} address={{ app, kind: "boards", key }} normalise={normaliseBoard}>
      <BoardBuilder app={app} />
    </BuilderPage>
  );
}

function BoardBuilder({ app }: { app: string }) {
  const { t, i18n } = useTranslation("board-builder");
  const store = useBuilderStore<BoardDocument>();
  const actions = useBoardActions();
  const forms = useDocuments(app, "forms");
  const [edited, setEdited] = useState<string | null>(null);
  const pointer = useRef<DragPoint | null>(null);

  const addNew = () => {
    const source = forms[0]?.key ?? "";
    const query = { source, dimensions: [], measures: [{ key: "count", aggregate: "count", label: { "zh-CN": "记录数", en: "Records" } }] };
    setEdited(actions.add({ title: { "zh-CN": "新图块", en: "New tile" }, query }));
  };
  const onDrop = (report: string) => {
    const at = pointer.current;
    pointer.current = null;
    const canvas = document.querySelector("[data-testid='board-canvas']")?.getBoundingClientRect();
    if (at === null || canvas === undefined || at.x < canvas.left || at.x > canvas.right || at.y < canvas.top) return;
    const x = Math.floor(((at.x - canvas.left) / canvas.width) * COLUMNS);
    const y = Math.floor((at.y - canvas.top) / (ROW_HEIGHT + GAP));
    actions.add({ report }, { x, y });
  };
  const onCommand = useCallback(
    (command: Command) => {
      const id = store.store.getState().selection;
      if (id === null) return;
      if (command === "delete") actions.remove(id);
      else if (command === "duplicate") actions.duplicate(id);
      else if (command === "rename") document.querySelector<HTMLInputElement>(".builder-right input")?.focus();
    },
    [store, actions],
  );
  useClipboard<BoardTile>(
    "tile",
    () => store.document().tiles.find((tile) => tile.id === store.store.getState().selection) ?? null,
    ({ title, report, query }) => actions.add({ title, report, query }),
  );
  const linkOf = useCallback(
    (board: BoardDocument, at: string): ElementLink | null => {
      const [, part, index] = at.split("/");
      const tile = part === "tiles" ? board.tiles[Number(index)] : undefined;
      return tile ? { id: tile.id, label: pickText(tile.title, i18n.language) || tile.report || t("tile.untitled") } : null;
    },
    [i18n.language, t],
  );
  const openElement = (id: string) => {
    actions.select(id);
    document.querySelector(`[data-tile="${id}"]`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <DragArea
      onMove={(_, at) => {
        pointer.current = at;
      }}
      onDrop={(active) => onDrop(active.id)}
      onCancel={() => {
        pointer.current = null;
      }}
      overlay={(active) => <span className="composer-chip-overlay">{active.label}</span>}
    >
      <BuilderShell<BoardDocument>
        linkOf={linkOf}
        onOpenElement={openElement}
        onCommand={onCommand}
        left={<Palette app={app} actions={actions} onNew={addNew} />}
        canvas={<Canvas app={app} actions={actions} onEdit={setEdited} onNew={addNew} />}
        right={<Properties app={app} actions={actions} onEdit={setEdited} />}
      />
      {edited !== null && (
        <Suspense fallback={null}>
          <TileEditor app={app} id={edited} actions={actions} onClose={() => setEdited(null)} />
        </Suspense>
      )}
    </DragArea>
  );
}
