import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { pickText } from "@/builder/core/localized";
import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";

import { fieldByKey, type FormDocument } from "../model/form-document";
import { revealElement, type FormActions } from "../use-form-actions";
import { TypeIcon } from "./type-icon";

/** The form as a list of sections and fields. */
export function Outline({ actions }: { actions: FormActions }) {
  const { t, i18n } = useTranslation("form-builder");
  const form = useBuilderDocument<FormDocument>();
  const selection = useSelection();
  const open = (id: string) => {
    actions.select(id);
    revealElement(id);
  };
  const current = (id: string) => (selection === id ? ("true" as const) : undefined);
  return (
    <nav aria-label={t("outline.title")}>
      <button type="button" className="builder-item" aria-current={selection === null ? "true" : undefined} onClick={() => actions.select(null)}>
        <span className="builder-item-text">{t("outline.form")}</span>
      </button>
      <ul className="builder-list builder-nested">
        {form.layout.map((section, index) => (
          <li key={section.id}>
            <button type="button" className="builder-item" aria-current={current(section.id)} onClick={() => open(section.id)}>
              <TypeIcon type="section" />
              <span className="builder-item-text">{pickText(section.label, i18n.language) || t("section.number", { number: index + 1 })}</span>
            </button>
            <ul className="builder-list builder-nested" style={{ gap: 0 }}>
              {section.items.map((item) => {
                const field = fieldByKey(form, item.field);
                if (field === undefined) return null;
                return (
                  <li key={field.id}>
                    <button type="button" className="builder-item" aria-current={current(field.id)} onClick={() => open(field.id)}>
                      <TypeIcon type={field.type} />
                      <span className="builder-item-text">{pickText(field.label, i18n.language) || field.key}</span>
                    </button>
                  </li>
                );
              })}
            </ul>
          </li>
        ))}
      </ul>
      <Button size="small" icon={<PlusOutlined />} onClick={() => actions.addSection({ "zh-CN": "分组", en: "Section" })} style={{ marginTop: 8 }}>
        {t("section.add")}
      </Button>
    </nav>
  );
}
