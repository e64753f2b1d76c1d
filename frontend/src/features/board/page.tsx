import "./board.css";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { useMe } from "@/api/session";
import type { BoardData, BoardTile, Json } from "@/api/types";
import { type Pick, Tile } from "@/charts/tile";
import { cellText, type Column } from "@/charts/values";
import { formatInstant } from "@/fields/common/format";
import { Chip } from "@/ui/chip";
import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { useNarrow } from "@/ui/media";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

import { type Filter, toggleFilter } from "./filters";

/** A board: its tiles, filtered together by a click on any of them; the filter is in the address. */
export default function BoardPage() {
  const { app, board } = useParams({ from: "/signed-in/apps/$app/boards/$board" });
  const { filters = [] } = useSearch({ from: "/signed-in/apps/$app/boards/$board" });
  const navigate = useNavigate({ from: "/apps/$app/boards/$board" });
  const { t, i18n } = useTranslation("board");
  const narrow = useNarrow();
  const me = useMe();
  const data = useQuery({
    queryKey: ["board", app, board, filters],
    queryFn: ({ signal }) =>
      api.get<BoardData>(`/apps/${app}/boards/${board}/data`, {
        query: { filters: filters.length > 0 ? JSON.stringify(filters) : undefined },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const label = data.data?.label ?? me.apps.find((entry) => entry.key === app)?.boards.find((entry) => entry.key === board)?.label ?? board;
  const change = (next: Filter[]) => void navigate({ search: next.length > 0 ? { filters: next } : {} });
  const pick = ({ column, value }: Pick) => change(toggleFilter(filters, column.field ?? column.key, value, column.grain));

  const tiles = data.data?.tiles ?? [];
  const columns = tiles.flatMap((tile) => tile.columns);
  return (
    <Page
      title={label}
      subtitle={data.data?.as_of && t("asOf", { at: formatInstant(data.data.as_of.at, i18n.language) })}
      actions={
        <Button loading={data.isFetching} onClick={() => void data.refetch()}>
          {t("action.refresh", { ns: "app" })}
        </Button>
      }
    >
      {filters.length > 0 && (
        <div className="board-filters" role="group" aria-label={t("filters")}>
          {filters.map((filter) => {
            const text = filterText(filter, columns, i18n.language, t("nothing"));
            return (
              <Chip
                key={filter.field}
                text={text}
                removeLabel={t("removeFilter", { text })}
                onRemove={() => change(filters.filter((entry) => entry.field !== filter.field))}
              />
            );
          })}
          <Button size="small" type="link" onClick={() => change([])}>
            {t("clear")}
          </Button>
        </div>
      )}
      {data.isPending ? (
        <Loading />
      ) : data.isError ? (
        <FaultState error={data.error} onRetry={() => void data.refetch()} />
      ) : tiles.length === 0 ? (
        <StateCard title={t("empty")} text={t("emptyText")} />
      ) : (
        <div className={narrow ? "board board-narrow" : "board"} aria-busy={data.isFetching}>
          {tiles.map((tile, index) => (
            <div key={tile.id} style={narrow ? undefined : placeOf(tile, index)}>
              <Tile tile={tile} onPick={pick} />
            </div>
          ))}
        </div>
      )}
      <p role="status" className="visually-hidden">
        {data.isFetching ? t("updating") : ""}
      </p>
    </Page>
  );
}

/** Where a tile stands in the twelve columns; without a place, two per row. */
function placeOf(tile: BoardTile, index: number): React.CSSProperties {
  if (tile.w === undefined) return { gridColumn: index % 2 === 0 ? "1 / span 6" : "7 / span 6", gridRow: "span 4" };
  return { gridColumn: `${(tile.x ?? 0) + 1} / span ${tile.w}`, gridRow: `${(tile.y ?? 0) + 1} / span ${tile.h ?? 4}` };
}

function filterText(filter: Filter, columns: Column[], language: string, nothing: string): string {
  const column = columns.find((entry) => (entry.field ?? entry.key) === filter.field);
  const show = (value: Json) => (column ? cellText(value, column, language, nothing) : String(value));
  return `${column?.label ?? filter.field}: ${filter.values.map(show).join(", ")}`;
}
