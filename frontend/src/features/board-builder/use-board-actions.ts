/** Everything that can be done to the board under edit; one call is one undo step. */
import { useMemo } from "react";

import type { ReportDocument } from "@/builder/composer/model/report-document";
import { newId } from "@/builder/core/ids";
import type { LocalizedText } from "@/builder/core/localized";
import { useBuilderStore } from "@/builder/core/use-builder";

import { addTile, type BoardDocument, type BoardFilter, type Box, freePlace, placeTile } from "./model/board-document";

export function useBoardActions() {
  const store = useBuilderStore<BoardDocument>();
  return useMemo(
    () => ({
      add(tile: { title?: LocalizedText; report?: string; query?: ReportDocument }, wish?: { x: number; y: number }): string {
        let id = "";
        store.change((draft) => {
          id = addTile(draft, tile, wish).id;
        });
        store.select(id);
        return id;
      },
      place(id: string, box: Box, group?: string) {
        store.change((draft) => placeTile(draft, id, box), group === undefined ? undefined : { group });
      },
      /** Write the whole layout after a drag or resize. */
      placeAll(boxes: ReadonlyMap<string, Box>) {
        store.change((draft) => {
          for (const tile of draft.tiles) Object.assign(tile, boxes.get(tile.id) ?? {});
        });
      },
      setTile(id: string, members: { title?: LocalizedText }) {
        store.change(
          (draft) => {
            const tile = draft.tiles.find((candidate) => candidate.id === id);
            if (tile) Object.assign(tile, members);
          },
          { group: `${id}.${Object.keys(members).join()}` },
        );
      },
      changeQuery(id: string, recipe: (draft: ReportDocument) => void, group?: string) {
        store.change(
          (draft) => {
            const tile = draft.tiles.find((candidate) => candidate.id === id);
            if (tile?.query) recipe(tile.query);
          },
          group === undefined ? undefined : { group: `${id}.${group}` },
        );
      },
      /** Give a tile its own copy of a report's query. */
      detach(id: string, query: ReportDocument) {
        store.change((draft) => {
          const tile = draft.tiles.find((candidate) => candidate.id === id);
          if (!tile) return;
          tile.title ??= query.label;
          delete tile.report;
          tile.query = structuredClone(query);
        });
      },
      duplicate(id: string) {
        let copyId = "";
        store.change((draft) => {
          const tile = store.document().tiles.find((candidate) => candidate.id === id);
          if (!tile) return;
          const copy = { ...structuredClone(tile), id: newId(), ...freePlace(draft.tiles, tile.w, tile.h) };
          copyId = copy.id;
          draft.tiles.push(copy);
        });
        if (copyId) store.select(copyId);
      },
      remove(id: string) {
        store.change((draft) => void (draft.tiles = draft.tiles.filter((tile) => tile.id !== id)), { select: null });
      },
      setFilters(filters: BoardFilter[]) {
        store.change(
          (draft) => {
            if (filters.length > 0) draft.filters = filters;
            else delete draft.filters;
          },
          { group: "filters" },
        );
      },
      setLabel: (label: Record<string, string>) => void store.change((draft) => void (draft.label = label), { group: "label" }),
      select: (id: string | null) => store.select(id),
    }),
    [store],
  );
}

export type BoardActions = ReturnType<typeof useBoardActions>;
