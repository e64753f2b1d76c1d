import { useDroppable } from "@dnd-kit/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { recordsQuery } from "@/api/records";
import type { CompiledField, CompiledForm, RecordItem, Stage } from "@/api/types";
import { cssColor } from "@/fields/common/colors";
import { formatMoney, formatNumber, formatPercent, settingText } from "@/fields/common/format";
import { useFaultText } from "@/ui/fault-state";

import { Card } from "./card";
import type { StageTotal } from "./totals";

const quoteText = (text: string) => `'${text.replace(/'/g, "''")}'`;
const KIND_MARK: Record<string, string> = { success: "✓", failure: "✕" };

/** One stage: its figures and its cards. */
export function StageColumn(props: {
  app: string;
  form: string;
  compiled: CompiledForm;
  stage: Stage;
  filter?: string;
  search?: string;
  value: CompiledField | null;
  total: StageTotal | undefined;
  moving: { id: string; stage: string } | null;
  onMove: (record: RecordItem, stage: Stage) => void;
}) {
  const { app, form, compiled, stage, filter, search, value, total, moving } = props;
  const { t, i18n } = useTranslation("app-runtime");
  const faultText = useFaultText();
  const { setNodeRef, isOver } = useDroppable({ id: stage.key });
  const condition = `stage = ${quoteText(stage.key)}`;
  const records = useInfiniteQuery(
    recordsQuery(app, form, { filter: filter ? `(${filter}) and ${condition}` : condition, search, sort: "-updated_at", limit: 20 }),
  );
  const pages = records.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items).filter((record) => record.id !== moving?.id);
  const count = pages[0]?.count;
  const countText =
    total !== undefined && !search
      ? formatNumber(total.count, i18n.language, 0)
      : count?.value != null
        ? `${formatNumber(count.value, i18n.language, 0)}${count.exceeded ? "+" : ""}`
        : "";
  const currency = total?.currency ?? (value ? settingText(value, "currency", "CNY") : "CNY");
  const probability = stage.probability == null ? null : Number(stage.probability);
  const headingId = `stage-${stage.key}`;
  return (
    <section ref={setNodeRef} className="kanban-column" data-over={isOver || undefined} aria-labelledby={headingId}>
      <header>
        <h2 id={headingId}>
          {cssColor(stage.color) && <span aria-hidden className="kanban-mark" style={{ background: cssColor(stage.color) }} />}
          {KIND_MARK[stage.kind] && <span aria-hidden>{KIND_MARK[stage.kind]} </span>}
          {stage.label}
          <span className="kanban-count">{countText}</span>
        </h2>
        {total?.value != null && (
          <p>
            {formatMoney(Math.round(total.value), currency, i18n.language, 0)}
            {probability !== null && stage.kind === "open" && (
              <span title={t("kanban.weightedHint", { probability: formatPercent(probability, i18n.language, 0) })}>
                {" · "}
                {t("kanban.weighted", { value: formatMoney(Math.round(total.value * probability), currency, i18n.language, 0) })}
              </span>
            )}
          </p>
        )}
      </header>
      <ul>
        {items.map((record) => (
          <Card
            key={record.id}
            app={app}
            form={form}
            record={record}
            value={value}
            stages={compiled.stages.filter((target) => target.key !== stage.key)}
            onMove={(target) => props.onMove(record, target)}
          />
        ))}
      </ul>
      {records.isError && <p role="alert">{faultText(records.error)}</p>}
      {!records.isPending && items.length === 0 && !records.isError && <p className="kanban-empty">{t("kanban.empty")}</p>}
      {records.hasNextPage && (
        <Button size="small" block loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
          {t("action.loadMore", { ns: "app" })}
        </Button>
      )}
    </section>
  );
}
