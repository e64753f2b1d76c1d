import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Section } from "../model/form-document";
import type { FormActions } from "../use-form-actions";
import { InlineLabel } from "./inline-label";

/** Head of a section: its label and what can be done with it. */
export function SectionHead(props: { section: Section; index: number; label: string; count: number; actions: FormActions }) {
  const { t, i18n } = useTranslation("form-builder");
  const { section, index, label, actions, count } = props;
  return (
    <div className="form-section-head">
      <InlineLabel
        id={section.id}
        text={label}
        hint={t("section.select", { label })}
        onSelect={() => actions.select(section.id)}
        onCommit={(text) =>
          actions.setSection(section.id, {
            label: { ...(typeof section.label === "object" ? section.label : {}), [i18n.language]: text } as Section["label"],
          })
        }
      />
      <span className="form-spring" />
      <Button type="text" size="small" icon={<ArrowUpOutlined />} aria-label={t("section.up", { label })} disabled={index === 0} onClick={() => actions.moveSection(section.id, -1)} />
      <Button type="text" size="small" icon={<ArrowDownOutlined />} aria-label={t("section.down", { label })} disabled={index === count - 1} onClick={() => actions.moveSection(section.id, 1)} />
      <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("section.remove", { label })} disabled={count === 1} onClick={() => actions.removeSection(section.id)} />
    </div>
  );
}
