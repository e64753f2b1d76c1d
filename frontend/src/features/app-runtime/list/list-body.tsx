import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { Button } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { CompiledForm, RecordPage } from "@/api/types";
import { formatNumber } from "@/fields/common/format";
import { FaultState } from "@/ui/fault-state";
import { InternalLink } from "@/ui/internal-link";
import { Loading } from "@/ui/loading";
import { useNarrow } from "@/ui/media";
import { StateCard } from "@/ui/state-card";

import type { Column } from "./columns";
import { RecordCards } from "./record-cards";
import { RecordGrid } from "./record-grid";

/** The records, or why there are none. */
export function ListBody(props: {
  app: string;
  form: string;
  compiled: CompiledForm;
  columns: Column[];
  records: UseInfiniteQueryResult<InfiniteData<RecordPage>>;
  filtered: boolean;
  sort: string | undefined;
  onSort: (key: string) => void;
  onClear: () => void;
}) {
  const { app, form, compiled, columns, records } = props;
  const { t, i18n } = useTranslation("app-runtime");
  const narrow = useNarrow();
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = records;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  if (records.isPending) return <Loading />;
  if (records.isError && !records.data) return <FaultState error={records.error} onRetry={() => void records.refetch()} />;
  const pages = records.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const count = pages[0]?.count ?? null;
  if (items.length === 0) {
    return props.filtered ? (
      <StateCard role="status" title={t("list.nothingFound")} text={t("list.nothingFoundText")} action={<Button onClick={props.onClear}>{t("list.clearFilter")}</Button>} />
    ) : (
      <StateCard
        role="status"
        title={t("list.empty", { form: compiled.form.label })}
        text={t("list.emptyText")}
        action={
          compiled.permissions.create ? (
            <InternalLink className="button-link" href={`/apps/${app}/${form}/new`}>
              {t("list.first")}
            </InternalLink>
          ) : undefined
        }
      />
    );
  }
  const total = count?.value ?? items.length;
  const exceeded = count?.exceeded === true;
  const countText = exceeded
    ? t("list.countMore", { count: total, number: formatNumber(total, i18n.language, 0) })
    : t("list.count", { count: total, number: formatNumber(total, i18n.language, 0) });
  return (
    <>
      {records.isError && <FaultState error={records.error} onRetry={() => void records.refetch()} />}
      <div style={{ flex: 1, minHeight: 0 }} aria-busy={records.isFetching}>
        {narrow ? (
          <RecordCards app={app} form={form} columns={columns.slice(1, 6)} records={items} label={compiled.form.label} />
        ) : (
          <RecordGrid
            app={app}
            form={form}
            label={compiled.form.label}
            columns={columns}
            records={items}
            rowCount={exceeded || count?.value == null ? -1 : total + 1}
            sort={props.sort}
            onSort={props.onSort}
            onNearEnd={more}
          />
        )}
      </div>
      <footer style={{ display: "flex", gap: 12, alignItems: "center", minHeight: 32 }}>
        <span role="status">{countText}</span>
        <span style={{ color: "var(--triloom-color-text-tertiary)" }}>
          {t("list.loaded", { number: formatNumber(items.length, i18n.language, 0) })}
        </span>
        {hasNextPage && (
          <Button size="small" loading={isFetchingNextPage} onClick={more}>
            {t("action.loadMore", { ns: "app" })}
          </Button>
        )}
      </footer>
    </>
  );
}
