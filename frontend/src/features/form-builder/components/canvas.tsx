import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { useCarry } from "@/builder/core/carry";
import { pickText } from "@/builder/core/localized";
import { useBuilderDocument, useSelection } from "@/builder/core/use-builder";

import { fieldByKey, type FormDocument, type Place, type Section } from "../model/form-document";
import type { FormActions } from "../use-form-actions";
import { FieldCard } from "./field-card";
import { SectionHead } from "./section-head";

/** Where something that is carried or dragged would land, and how tall it is. */
export interface DropMark {
  place: Place;
  height: number;
}

/** Read a carry target such as `0/3`. */
export function placeOfTarget(key: string): Place {
  const [section, index] = key.split("/").map(Number);
  return { section, index };
}

interface Props {
  actions: FormActions;
  dragged: DropMark | null;
}

/** The form as people will fill it, with handles. */
export function Canvas({ actions, dragged }: Props) {
  const { t } = useTranslation("form-builder");
  const form = useBuilderDocument<FormDocument>();
  const carry = useCarry();
  const mark = dragged ?? (carry.target ? { place: placeOfTarget(carry.target.key), height: 64 } : null);
  const isEmpty = form.fields.length === 0;
  return (
    <div
      className="form-canvas"
      data-testid="form-canvas"
      onClick={(event) => {
        if (event.target === event.currentTarget) actions.select(null);
      }}
    >
      {form.layout.map((section, index) => (
        <CanvasSection key={section.id} section={section} index={index} mark={mark} actions={actions} isAlone={isEmpty} />
      ))}
      <Button type="dashed" block icon={<PlusOutlined />} onClick={() => actions.addSection({ "zh-CN": "分组", en: "Section" })}>
        {t("section.add")}
      </Button>
    </div>
  );
}

function CanvasSection(props: { section: Section; index: number; mark: DropMark | null; actions: FormActions; isAlone: boolean }) {
  const { t, i18n } = useTranslation("form-builder");
  const { section, index, mark, actions } = props;
  const form = useBuilderDocument<FormDocument>();
  const selection = useSelection();
  const label = pickText(section.label, i18n.language) || t("section.number", { number: index + 1 });
  const markAt = mark?.place.section === index ? mark.place.index : -1;
  const placeholder = mark && <div key="placeholder" className="form-placeholder" data-testid="drop-placeholder" style={{ height: mark.height }} />;
  const isEmpty = section.items.length === 0;
  return (
    <div
      className="form-section"
      role="group"
      aria-label={label}
      data-section-index={index}
      data-element-id={section.id}
      data-selected={selection === section.id || undefined}
    >
      <SectionHead section={section} index={index} label={label} count={form.layout.length} actions={actions} />
      <div className="form-grid" style={{ gridTemplateColumns: `repeat(${section.columns}, minmax(0, 1fr))` }}>
        {section.items.map((item, at) => {
          const field = fieldByKey(form, item.field);
          if (field === undefined) return null;
          return (
            <Fragment key={field.id}>
              {markAt === at && placeholder}
              <FieldCard
                field={field}
                place={{ section: index, index: at }}
                width={Math.min(item.width ?? 1, section.columns)}
                columns={section.columns}
                isSelected={selection === field.id}
                actions={actions}
              />
            </Fragment>
          );
        })}
        {markAt === section.items.length && placeholder}
        {isEmpty && markAt < 0 && (
          <div className="form-empty">
            <p>{props.isAlone ? t("canvas.empty") : t("canvas.emptySection")}</p>
            {props.isAlone && (
              <Button type="primary" onClick={() => actions.addField("text", { section: index, index: 0 })}>
                {t("canvas.first")}
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
