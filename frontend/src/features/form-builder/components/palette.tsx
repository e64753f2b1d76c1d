import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDragSource } from "@/builder/core/dnd";
import { pickText } from "@/builder/core/localized";

import { type FieldTypeInfo, GROUPS, searchTypes } from "../model/catalogue";
import type { FormActions } from "../use-form-actions";
import { TypeIcon } from "./type-icon";

/** All field types: a click or Enter inserts after the selection, a drag inserts where it drops. */
export function Palette({ actions }: { actions: FormActions }) {
  const { t } = useTranslation("form-builder");
  const [query, setQuery] = useState("");
  const found = searchTypes(query);
  return (
    <div>
      <Input.Search
        aria-label={t("palette.search")}
        placeholder={t("palette.search")}
        allowClear
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onSearch={() => {
          if (query !== "" && found[0]) actions.addField(found[0].type);
        }}
        style={{ marginBottom: 12 }}
      />
      <p className="builder-hint">{t("palette.hint")}</p>
      {found.length === 0 && <p role="status">{t("palette.none")}</p>}
      {GROUPS.map((group) => {
        const types = found.filter((entry) => entry.group === group);
        if (types.length === 0) return null;
        return (
          <div key={group} role="group" aria-label={t(`palette.group.${group}`)}>
            <h3 className="builder-heading">{t(`palette.group.${group}`)}</h3>
            <div className="builder-palette">
              {types.map((entry) => (
                <PaletteItem key={entry.type} entry={entry} onInsert={() => actions.addField(entry.type)} />
              ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function PaletteItem({ entry, onInsert }: { entry: FieldTypeInfo; onInsert: () => void }) {
  const { i18n } = useTranslation("form-builder");
  const label = pickText(entry.label, i18n.language);
  const drag = useDragSource({ kind: "type", id: entry.type, label, type: entry.type });
  return (
    <button type="button" className="builder-item" ref={drag.ref} data-field-type={entry.type} {...drag.handle} onClick={onInsert}>
      <TypeIcon type={entry.type} />
      <span className="builder-item-text">{label}</span>
    </button>
  );
}
