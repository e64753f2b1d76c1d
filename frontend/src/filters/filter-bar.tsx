import { FilterOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { CompiledField } from "@/api/types";
import { formatDate, formatNumber } from "@/fields/common/format";
import { Chip } from "@/ui/chip";
import { Loading } from "@/ui/loading";

import type { Condition } from "./conditions";
import { filterText, operatorsOf, readConditions, wordOf } from "./conditions";

const FilterBuilder = lazy(() => import("./filter-builder"));

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
        content={
          <Suspense fallback={<Loading />}>
            <FilterBuilder fields={fields} initial={conditions ?? []} onApply={apply} onCancel={() => setOpen(false)} />
          </Suspense>
        }
      >
        <Button icon={<FilterOutlined />} aria-expanded={open}>
          {t("title")}
        </Button>
      </Popover>
      {conditions === null && filter && (
        <Chip text={filter} removeLabel={t("removeChip", { text: filter })} onRemove={() => onChange(undefined)} />
      )}
      {(conditions ?? []).map((condition, index) => {
        const text = chipText(condition, fields, t, i18n.language);
        return (
          <Chip
            key={`${index}${text}`}
            text={text}
            removeLabel={t("removeChip", { text })}
            onOpen={() => setOpen(true)}
            onRemove={() => apply((conditions ?? []).filter((_, at) => at !== index))}
          />
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
