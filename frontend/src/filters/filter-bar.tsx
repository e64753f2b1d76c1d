import { FilterOutlined } from "@ant-design/icons";
import { Button, Popover, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { CompiledField } from "@/api/types";
import { formatDate, formatNumber } from "@/fields/common/format";

import type { Condition } from "./conditions";
import { filterText, operatorsOf, readConditions } from "./conditions";
import { FilterBuilder, wordOf } from "./filter-builder";

/** The filter as chips, each removable, and the builder to change them. */
export function FilterBar({ fields, filter, onChange }: { fields: CompiledField[]; filter: string | undefined; onChange: (filter: string | undefined) => void }) {
  const { t, i18n } = useTranslation("filters");
  const [open, setOpen] = useState(false);
  const conditions = readConditions(filter);
  const apply = (next: Condition[]) => {
    setOpen(false);
    onChange(filterText(next, fields) || undefined);
  };
  return (
    <>
      <Popover
        open={open}
        onOpenChange={setOpen}
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        content={<FilterBuilder fields={fields} initial={conditions ?? []} onApply={apply} onCancel={() => setOpen(false)} />}
      >
        <Button icon={<FilterOutlined />} aria-expanded={open}>
          {t("title")}
        </Button>
      </Popover>
      {conditions === null && filter && (
        <Tag closable={{ "aria-label": t("removeChip", { text: filter }) }} onClose={() => onChange(undefined)}>
          {filter}
        </Tag>
      )}
      {(conditions ?? []).map((condition, index) => {
        const text = chipText(condition, fields, t, i18n.language);
        return (
          <Tag
            key={`${index}${text}`}
            closable={{ "aria-label": t("removeChip", { text }) }}
            onClose={() => apply((conditions ?? []).filter((_, at) => at !== index))}
            style={{ fontSize: 13, lineHeight: "24px", marginInlineEnd: 0 }}
          >
            <button type="button" className="chip-button" onClick={() => setOpen(true)}>
              {text}
            </button>
          </Tag>
        );
      })}
    </>
  );
}

function chipText(condition: Condition, fields: CompiledField[], t: (key: string) => string, language: string): string {
  const field = fields.find((entry) => entry.key === condition.field);
  const kind = operatorsOf(field?.type ?? "text").find((operator) => operator.key === condition.operator)?.value;
  const label = field?.label ?? condition.field;
  const value =
    kind === "options"
      ? condition.value
          .split(",")
          .map((key) => field?.options?.find((option) => option.key === key)?.label ?? key)
          .join(" / ")
      : kind === "date"
        ? formatDate(condition.value, language)
        : kind === "number"
          ? formatNumber(condition.value, language)
          : kind === "days"
            ? `${condition.value} ${t("days")}`
            : condition.value;
  return `${label} ${t(`operators.${wordOf(condition.operator)}`)}${value ? ` ${value}` : ""}`;
}
