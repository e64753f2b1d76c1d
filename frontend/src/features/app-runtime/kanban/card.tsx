import { SwapOutlined } from "@ant-design/icons";
import { useDraggable } from "@dnd-kit/core";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import type { CompiledField, RecordItem, Stage } from "@/api/types";
import { formatInstant, formatMoney, formatRelative, moneyOf } from "@/fields/common/format";
import { InternalLink } from "@/ui/internal-link";

/** A record in its stage; the whole card drags, the menu does the same by keyboard. */
export function Card(props: { app: string; form: string; record: RecordItem; value: CompiledField | null; stages: Stage[]; onMove: (stage: Stage) => void }) {
  const { app, form, record, value, stages, onMove } = props;
  const { t } = useTranslation("app-runtime");
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: record.id, data: { record } });
  return (
    <li ref={setNodeRef} {...listeners} className="kanban-card" style={{ opacity: isDragging ? 0.35 : undefined }}>
      <CardBody record={record} value={value} href={`/apps/${app}/${form}/${record.id}`} />
      <Dropdown
        trigger={["click"]}
        menu={{
          items: stages.map((stage) => ({ key: stage.key, label: stage.label })),
          onClick: ({ key }) => onMove(stages.find((stage) => stage.key === key)!),
        }}
      >
        <Button
          size="small"
          type="text"
          className="kanban-move"
          icon={<SwapOutlined />}
          aria-label={t("kanban.move", { title: record.title })}
          onPointerDown={(event) => event.stopPropagation()}
          onMouseDown={(event) => event.stopPropagation()}
        />
      </Dropdown>
    </li>
  );
}

/** Title, worth, owner and how long it has stood here. */
export function CardBody({ record, value, href }: { record: RecordItem; value: CompiledField | null; href?: string }) {
  const { t, i18n } = useTranslation("app-runtime");
  const money = value ? moneyOf(record.values[value.key], value) : null;
  const since = record.stage_entered_at;
  return (
    <>
      {href ? (
        <InternalLink href={href} className="kanban-title" draggable={false}>
          {record.title || record.id}
        </InternalLink>
      ) : (
        <span className="kanban-title">{record.title || record.id}</span>
      )}
      <div className="kanban-facts">
        {money && <span className="numeric">{formatMoney(money.amount, money.currency, i18n.language)}</span>}
        {record.owner && <span>{record.owner.name}</span>}
        {since && <span title={t("kanban.since", { at: formatInstant(since, i18n.language) })}>{formatRelative(since, i18n.language)}</span>}
      </div>
    </>
  );
}
