import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useDragSource } from "@/builder/core/dnd";
import { pickText } from "@/builder/core/localized";

import { NODE_GROUPS, type NodeTypeInfo, searchNodeTypes } from "../model/node-types";
import type { FlowActions } from "../use-flow-actions";
import { NodeIcon } from "./node-icon";

/** All node types: a click or Enter adds behind the selection, a drag adds where it drops. */
export function Palette({ actions }: { actions: FlowActions }) {
  const { t } = useTranslation("flow-builder");
  const [query, setQuery] = useState("");
  const found = searchNodeTypes(query);
  return (
    <div>
      <Input aria-label={t("palette.search")} placeholder={t("palette.search")} allowClear value={query} onChange={(event) => setQuery(event.target.value)} style={{ marginBottom: 12 }} />
      <p className="builder-hint">{t("palette.hint")}</p>
      {NODE_GROUPS.map((group) => {
        const types = found.filter((info) => info.group === group);
        if (types.length === 0) return null;
        return (
          <div key={group} role="group" aria-label={t(`group.${group}`)}>
            <h3 className="builder-heading">{t(`group.${group}`)}</h3>
            <div className="builder-palette">
              {types.map((info) => (
                <PaletteItem key={info.type} info={info} onInsert={() => actions.insert(info.type)} />
              ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}

function PaletteItem({ info, onInsert }: { info: NodeTypeInfo; onInsert: () => void }) {
  const { i18n } = useTranslation("flow-builder");
  const label = pickText(info.label, i18n.language);
  const drag = useDragSource({ kind: "node", id: info.type, label });
  return (
    <button type="button" className="builder-item" ref={drag.ref} data-node-palette={info.type} {...drag.handle} onClick={onInsert}>
      <NodeIcon type={info.type} />
      <span className="builder-item-text">{label}</span>
    </button>
  );
}
