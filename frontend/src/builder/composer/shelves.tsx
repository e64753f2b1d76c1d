import { CloseOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";

import { expressionText } from "../core/expression-check";
import type { FieldInfo } from "../core/form-fields";
import { pickText } from "../core/localized";
import { addExpression, AGGREGATES, columnKey, type Dimension, GRAINS, isDateType, type Measure, moveColumn, removeColumn, type ReportDocument } from "./model/report-document";

export type Change = (recipe: (draft: ReportDocument) => void, group?: string) => void;

interface Props {
  report: ReportDocument;
  fields: readonly FieldInfo[];
  change: Change;
}

/** The label of a column: its own, else that of its field. */
export function columnLabel(item: Dimension | Measure, fields: readonly FieldInfo[], language: string): string {
  return pickText(item.label, language) || fields.find((field) => field.path === item.field)?.label || item.field || columnKey(item);
}

/** The two shelves: what to group by, and what to count or sum up. */
export function Shelves({ report, fields, change }: Props) {
  const { t } = useTranslation("composer");
  return (
    <div className="composer-shelves">
      <div className="composer-shelf" data-shelf="dimensions" role="group" aria-label={t("shelf.dimensions")}>
        <span className="composer-shelf-name">{t("shelf.dimensions")}</span>
        {(report.dimensions ?? []).length === 0 && <span className="builder-hint">{t("shelf.dimensionsEmpty")}</span>}
        {(report.dimensions ?? []).map((item, index) => (
          <DimensionChip key={columnKey(item)} item={item} index={index} report={report} fields={fields} change={change} />
        ))}
      </div>
      <div className="composer-shelf" data-shelf="measures" role="group" aria-label={t("shelf.measures")}>
        <span className="composer-shelf-name">{t("shelf.measures")}</span>
        {(report.measures ?? []).length === 0 && <span className="builder-hint">{t("shelf.measuresEmpty")}</span>}
        {(report.measures ?? []).map((item, index) => (
          <MeasureChip key={columnKey(item)} item={item} index={index} report={report} fields={fields} change={change} />
        ))}
        <Button size="small" type="dashed" onClick={() => change(addExpression)}>
          {t("shelf.expression")}
        </Button>
      </div>
    </div>
  );
}

function ChipTools({ id, label, index, count, change }: { id: string; label: string; index: number; count: number; change: Change }) {
  const { t } = useTranslation("composer");
  return (
    <>
      {count > 1 && <Button type="text" size="small" icon={<LeftOutlined />} disabled={index === 0} aria-label={t("chip.left", { label })} onClick={() => change((draft) => moveColumn(draft, id, -1))} />}
      {count > 1 && <Button type="text" size="small" icon={<RightOutlined />} disabled={index === count - 1} aria-label={t("chip.right", { label })} onClick={() => change((draft) => moveColumn(draft, id, 1))} />}
      <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("chip.remove", { label })} onClick={() => change((draft) => removeColumn(draft, id))} />
    </>
  );
}

function DimensionChip({ item, index, report, fields, change }: Props & { item: Dimension; index: number }) {
  const { t, i18n } = useTranslation("composer");
  const id = columnKey(item);
  const label = columnLabel(item, fields, i18n.language);
  const type = fields.find((field) => field.path === item.field)?.type ?? "";
  return (
    <span className="composer-chip" data-dimension={id}>
      <strong>{label}</strong>
      {(isDateType(type) || item.grain) && (
        <Select
          size="small"
          aria-label={t("chip.grain", { label })}
          value={item.grain}
          allowClear
          popupMatchSelectWidth={false}
          options={GRAINS.map((value) => ({ value, label: t(`grain.${value}`) }))}
          onChange={(grain) =>
            change((draft) => {
              const target = draft.dimensions?.[index];
              if (!target) return;
              if (grain) target.grain = grain;
              else delete target.grain;
            })
          }
        />
      )}
      <ChipTools id={id} label={label} index={index} count={report.dimensions?.length ?? 0} change={change} />
    </span>
  );
}

function MeasureChip({ item, index, report, fields, change }: Props & { item: Measure; index: number }) {
  const { t, i18n } = useTranslation("composer");
  const id = columnKey(item);
  const label = item.aggregate === "count" && !item.field ? pickText(item.label, i18n.language) || t("aggregate.count") : columnLabel(item, fields, i18n.language);
  return (
    <span className="composer-chip" data-measure={id}>
      <strong>{label}</strong>
      {item.expression !== undefined ? (
        <Input
          size="small"
          className="builder-code"
          aria-label={t("chip.expression", { label })}
          style={{ width: 220 }}
          value={expressionText(item.expression)}
          onChange={(event) =>
            change((draft) => {
              const target = draft.measures?.[index];
              if (target) target.expression = event.target.value;
            }, `measure.${index}`)
          }
        />
      ) : (
        item.field && (
          <Select
            size="small"
            aria-label={t("chip.aggregate", { label })}
            value={item.aggregate}
            popupMatchSelectWidth={false}
            options={AGGREGATES.map((value) => ({ value: value as string, label: t(`aggregate.${value}`) }))}
            onChange={(aggregate) =>
              change((draft) => {
                const target = draft.measures?.[index];
                if (target) target.aggregate = aggregate;
              })
            }
          />
        )
      )}
      <ChipTools id={id} label={label} index={index} count={report.measures?.length ?? 0} change={change} />
    </span>
  );
}
