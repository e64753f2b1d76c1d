import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, InputNumber, Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useDocuments, useReachableFields } from "@/builder/core/form-fields";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";
import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";

import { type BoardDocument, type BoardFilter, type BoardTile, clamp } from "../model/board-document";
import type { BoardActions } from "../use-board-actions";
import { useTileQuery } from "./tile-view";

interface Props {
  app: string;
  actions: BoardActions;
  onEdit: (id: string) => void;
}

/** Properties of the selected tile, or of the board. */
export function Properties({ app, actions, onEdit }: Props) {
  const { t } = useTranslation("board-builder");
  const board = useBuilderDocument<BoardDocument>();
  const selection = useSelection();
  const tile = board.tiles.find((candidate) => candidate.id === selection);
  if (tile) return <TileProperties key={tile.id} app={app} tile={tile} actions={actions} onEdit={onEdit} />;
  return (
    <>
      <h2 className="builder-heading">{t("properties.board")}</h2>
      <LocalizedInput label={t("properties.label")} value={board.label} onChange={actions.setLabel} />
      <Filters app={app} filters={board.filters ?? []} onChange={actions.setFilters} />
    </>
  );
}

function TileProperties({ app, tile, actions, onEdit }: Props & { tile: BoardTile }) {
  const { t, i18n } = useTranslation("board-builder");
  const query = useTileQuery(app, tile);
  return (
    <>
      <h2 className="builder-heading">{t("properties.tile")}</h2>
      <LocalizedInput label={t("properties.title")} value={tile.title} onChange={(title) => actions.setTile(tile.id, { title })} />
      <p className="builder-hint">{tile.report ? t("properties.ofReport", { label: pickText(query?.label, i18n.language) || tile.report }) : t("properties.ownQuery")}</p>
      <Button block onClick={() => onEdit(tile.id)} style={{ marginBottom: 12 }}>
        {t("properties.edit")}
      </Button>
      <div className="board-box">
        {(["x", "y", "w", "h"] as const).map((side) => (
          <PropertyField key={side} label={t(`box.${side}`)}>
            {(id) => (
              <InputNumber
                id={id}
                min={side === "x" || side === "y" ? 0 : 1}
                max={side === "x" ? 11 : side === "w" ? 12 : 100}
                value={tile[side]}
                onChange={(value) => value !== null && actions.place(tile.id, clamp({ ...tile, [side]: value }), `${tile.id}.${side}`)}
                style={{ width: "100%" }}
              />
            )}
          </PropertyField>
        ))}
      </div>
      <p className="builder-hint">{t("properties.arrows")}</p>
      <Button danger block icon={<DeleteOutlined />} onClick={() => actions.remove(tile.id)}>
        {t("properties.remove")}
      </Button>
    </>
  );
}

/** What a reader of the board may filter by. */
function Filters({ app, filters, onChange }: { app: string; filters: readonly BoardFilter[]; onChange: (filters: BoardFilter[]) => void }) {
  const { t, i18n } = useTranslation("board-builder");
  const forms = useDocuments(app, "forms");
  const options = forms.map((form) => ({ value: form.key, label: pickText(form.label, i18n.language) || form.key }));
  const replace = (index: number, filter: BoardFilter) => onChange(filters.map((old, at) => (at === index ? filter : old)));
  return (
    <fieldset className="builder-condition">
      <legend>{t("filters.title")}</legend>
      <p className="builder-hint">{t("filters.hint")}</p>
      {filters.map((filter, index) => (
        <FilterRow key={index} app={app} number={index + 1} filter={filter} forms={options} onChange={(next) => replace(index, next)} onRemove={() => onChange(filters.filter((_, at) => at !== index))} />
      ))}
      <Button size="small" icon={<PlusOutlined />} disabled={forms.length === 0} onClick={() => onChange([...filters, { field: "created_at", form: forms[0]?.key }])}>
        {t("filters.add")}
      </Button>
    </fieldset>
  );
}

function FilterRow(props: {
  app: string;
  number: number;
  filter: BoardFilter;
  forms: { value: string; label: string }[];
  onChange: (filter: BoardFilter) => void;
  onRemove: () => void;
}) {
  const { t, i18n } = useTranslation(["board-builder", "builder"]);
  const { filter, number, onChange } = props;
  const systemLabel = useMemo(() => (path: string) => t(`builder:system.${path}`), [t]);
  const fields = useReachableFields(props.app, filter.form, i18n.language, systemLabel);
  return (
    <div className="builder-condition-row">
      <Select aria-label={t("filters.form", { number })} value={filter.form} options={props.forms} onChange={(form) => onChange({ ...filter, form })} />
      <Select
        aria-label={t("filters.field", { number })}
        value={filter.field}
        options={fields.map((field) => ({ value: field.path, label: field.label }))}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        onChange={(field) => onChange({ ...filter, field })}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t("filters.remove", { number })} onClick={props.onRemove} />
    </div>
  );
}
