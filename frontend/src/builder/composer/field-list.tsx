import { PlusOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDragSource } from "../core/dnd";
import { SYSTEM_FIELDS, useFormFields, type FieldInfo } from "../core/form-fields";
import { isNumberType } from "./model/report-document";

export interface FieldActions {
  addDimension: (field: FieldInfo) => void;
  addMeasure: (field: FieldInfo | null) => void;
}

/** The fields of the source: a click adds to the fitting shelf, a drag to the shelf it drops on. */
export function FieldList({ app, source, actions }: { app: string; source: string; actions: FieldActions }) {
  const { t, i18n } = useTranslation(["composer", "builder"]);
  const own = useFormFields(app, source, i18n.language);
  const [query, setQuery] = useState("");
  const system = SYSTEM_FIELDS.map((field) => ({ ...field, label: t(`builder:system.${field.path}`) }));
  return (
    <div>
      <Input aria-label={t("fields.search")} placeholder={t("fields.search")} allowClear value={query} onChange={(event) => setQuery(event.target.value)} style={{ marginBottom: 8 }} />
      <p className="builder-hint">{t("fields.hint")}</p>
      <Button size="small" icon={<PlusOutlined />} onClick={() => actions.addMeasure(null)} style={{ marginBottom: 8 }}>
        {t("fields.count")}
      </Button>
      <Fields app={app} fields={[...own, ...system]} query={query.trim().toLowerCase()} depth={0} actions={actions} />
    </div>
  );
}

const SHOWN = (field: FieldInfo) => !["subtable", "attachment", "rich_text", "address"].includes(field.type);

function Fields(props: { app: string; fields: readonly FieldInfo[]; query: string; depth: number; actions: FieldActions }) {
  const { query, fields } = props;
  const shown = fields.filter((field) => SHOWN(field) && (query === "" || field.label.toLowerCase().includes(query) || field.path.includes(query) || field.type === "link"));
  return (
    <ul className="builder-list" style={{ gap: 0 }}>
      {shown.map((field) => (
        <li key={field.path}>{field.type === "link" && props.depth < 3 ? <LinkField {...props} field={field} /> : <FieldRow field={field} actions={props.actions} />}</li>
      ))}
    </ul>
  );
}

function LinkField(props: { app: string; field: FieldInfo; query: string; depth: number; actions: FieldActions }) {
  const { t } = useTranslation("composer");
  const { field } = props;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <FieldRow field={field} actions={props.actions} />
      <button type="button" className="builder-item composer-more" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span aria-hidden>{isOpen ? "▾" : "▸"}</span>
        <span className="builder-item-text">{t("fields.through", { label: field.label })}</span>
      </button>
      {isOpen && (
        <div className="builder-nested">
          <FarFields {...props} />
        </div>
      )}
    </>
  );
}

function FarFields(props: { app: string; field: FieldInfo; query: string; depth: number; actions: FieldActions }) {
  const { i18n } = useTranslation("composer");
  const { app, field } = props;
  const far = useFormFields(app, field.target, i18n.language);
  const fields = far.map((info) => ({ ...info, path: `${field.path}.${info.path}`, label: `${field.label} › ${info.label}` }));
  return <Fields {...props} fields={fields} depth={props.depth + 1} />;
}

function FieldRow({ field, actions }: { field: FieldInfo; actions: FieldActions }) {
  const { t } = useTranslation("composer");
  const isNumber = isNumberType(field.type);
  const drag = useDragSource({ kind: "field", id: field.path, label: field.label, field });
  return (
    <div className="composer-field">
      <button
        type="button"
        ref={drag.ref}
        className="builder-item"
        data-report-field={field.path}
        {...drag.handle}
        onClick={() => (isNumber ? actions.addMeasure(field) : actions.addDimension(field))}
      >
        <span aria-hidden className="composer-mark">
          {isNumber ? "#" : "Aa"}
        </span>
        <span className="builder-item-text">{field.label.split(" › ").at(-1)}</span>
      </button>
      <Button type="text" size="small" aria-label={t(isNumber ? "fields.asDimension" : "fields.asMeasure", { label: field.label })} title={t(isNumber ? "fields.groupBy" : "fields.countDifferent")} onClick={() => (isNumber ? actions.addDimension(field) : actions.addMeasure(field))}>
        {isNumber ? "Aa" : "#"}
      </Button>
    </div>
  );
}

