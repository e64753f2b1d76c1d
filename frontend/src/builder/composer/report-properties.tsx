import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";

import { ConditionEditor } from "../core/condition-editor";
import { useDocuments, type FieldInfo } from "../core/form-fields";
import { KeyInput } from "../core/key-input";
import { LocalizedInput } from "../core/localized-input";
import { pickText } from "../core/localized";
import { PropertyField } from "../core/property-panel";
import { columnKey, columnKeys, type Dimension, type Measure, renameColumn, type ReportDocument } from "./model/report-document";
import { type Change, columnLabel } from "./shelves";

interface Props {
  app: string;
  report: ReportDocument;
  fields: readonly FieldInfo[];
  change: Change;
}

const CHANNELS = ["x", "y", "color", "size"] as const;

/** Source, filter, sort, limit and channels of a report, and the names of its columns. */
export function ReportProperties({ app, report, fields, change }: Props) {
  const { t, i18n } = useTranslation("composer");
  const forms = useDocuments(app, "forms");
  const items = [...(report.dimensions ?? []), ...(report.measures ?? [])];
  const columns = items.map((item) => ({ value: columnKey(item), label: columnLabel(item, fields, i18n.language) }));
  return (
    <>
      <PropertyField label={t("property.source")}>
        {(id) => (
          <Select
            id={id}
            aria-label={t("property.source")}
            value={report.source || undefined}
            options={forms.map((form) => ({ value: form.key, label: pickText(form.label, i18n.language) || form.key }))}
            onChange={(source) =>
              change((draft) => {
                draft.source = source;
                draft.dimensions = [];
                draft.measures = [{ key: "count", aggregate: "count" }];
                for (const member of ["filter", "sort", "chart", "funnel", "pivot"]) delete draft[member];
              })
            }
          />
        )}
      </PropertyField>
      <ConditionEditor
        label={t("property.filter")}
        value={report.filter}
        fields={fields}
        onChange={(text) =>
          change((draft) => {
            if (text) draft.filter = text;
            else delete draft.filter;
          }, "filter")
        }
      />
      <SortEditor report={report} columns={columns} change={change} />
      <PropertyField label={t("property.limit")}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            max={100000}
            value={report.limit ?? null}
            placeholder="1000"
            onChange={(limit) =>
              change((draft) => {
                if (limit) draft.limit = limit;
                else delete draft.limit;
              }, "limit")
            }
            style={{ width: "100%" }}
          />
        )}
      </PropertyField>
      {report.chart &&
        CHANNELS.map((channel) => (
          <PropertyField key={channel} label={t(`channel.${channel}`)}>
            {(id) => (
              <Select
                id={id}
                aria-label={t(`channel.${channel}`)}
                allowClear={channel === "color" || channel === "size"}
                value={report.chart?.[channel]}
                options={columns}
                onChange={(key?: string) =>
                  change((draft) => {
                    if (!draft.chart) return;
                    if (key) draft.chart[channel] = key;
                    else delete draft.chart[channel];
                  })
                }
              />
            )}
          </PropertyField>
        ))}
      <h3 className="builder-heading">{t("property.columns")}</h3>
      {items.map((item) => (
        <ColumnNames key={columnKey(item)} item={item} report={report} fields={fields} change={change} />
      ))}
    </>
  );
}

function SortEditor({ report, columns, change }: { report: ReportDocument; columns: { value: string; label: string }[]; change: Change }) {
  const { t } = useTranslation("composer");
  const sort = report.sort ?? [];
  const free = columns.find((column) => !sort.some((entry) => entry.key === column.value));
  return (
    <fieldset className="builder-condition">
      <legend>{t("property.sort")}</legend>
      {sort.map((entry, index) => (
        <div key={index} className="builder-condition-row">
          <Select
            aria-label={t("sort.column", { number: index + 1 })}
            value={entry.key}
            options={columns}
            onChange={(key) => change((draft) => void (draft.sort && (draft.sort[index].key = key)))}
          />
          <Select
            aria-label={t("sort.direction", { number: index + 1 })}
            value={entry.descending ? "down" : "up"}
            options={[
              { value: "up", label: t("sort.up") },
              { value: "down", label: t("sort.down") },
            ]}
            onChange={(direction) => change((draft) => void (draft.sort && (draft.sort[index].descending = direction === "down")))}
          />
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("sort.remove", { number: index + 1 })} onClick={() => change((draft) => void (draft.sort = draft.sort?.filter((_, at) => at !== index)))} />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} disabled={free === undefined} onClick={() => free && change((draft) => void (draft.sort = [...(draft.sort ?? []), { key: free.value, descending: true }]))}>
        {t("sort.add")}
      </Button>
    </fieldset>
  );
}

function ColumnNames({ item, report, fields, change }: { item: Dimension | Measure; report: ReportDocument; fields: readonly FieldInfo[]; change: Change }) {
  const { t, i18n } = useTranslation("composer");
  const key = columnKey(item);
  const label = columnLabel(item, fields, i18n.language);
  return (
    <details className="composer-column">
      <summary>{label}</summary>
      <LocalizedInput
        label={t("property.label")}
        value={item.label}
        onChange={(next) =>
          change((draft) => {
            const target = [...(draft.dimensions ?? []), ...(draft.measures ?? [])].find((candidate) => columnKey(candidate) === key);
            if (!target) return;
            target.key = key;
            target.label = next;
          }, `label.${key}`)
        }
      />
      <KeyInput label={t("property.key")} value={key} taken={columnKeys(report).filter((other) => other !== key)} onCommit={(next) => change((draft) => renameColumn(draft, key, next))} />
    </details>
  );
}
