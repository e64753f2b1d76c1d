import { PlusOutlined } from "@ant-design/icons";
import { Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { pickText } from "@/builder/core/localized";

import { searchNodeTypes } from "../model/node-types";
import { NodeIcon } from "./node-icon";

/** A "+" that opens a searchable list of node types. */
export function InsertMenu({ label, onInsert, className }: { label: string; onInsert: (type: string) => void; className?: string }) {
  const { t, i18n } = useTranslation("flow-builder");
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const found = searchNodeTypes(query).filter((info) => info.type !== "start");
  const choose = (type: string) => {
    setOpen(false);
    setQuery("");
    onInsert(type);
  };
  const list = (
    <div className="flow-insert nodrag nowheel" role="dialog" aria-label={label}>
      <Input
        autoFocus
        size="small"
        aria-label={t("palette.search")}
        placeholder={t("palette.search")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onPressEnter={() => found[0] && choose(found[0].type)}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      />
      <ul>
        {found.map((info) => (
          <li key={info.type}>
            <button type="button" data-insert-type={info.type} onClick={() => choose(info.type)}>
              <NodeIcon type={info.type} /> {pickText(info.label, i18n.language)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" content={list} destroyOnHidden placement="bottomLeft">
      <button type="button" className={`flow-plus nodrag nopan ${className ?? ""}`} aria-label={label} aria-expanded={open}>
        <PlusOutlined />
      </button>
    </Popover>
  );
}
