import { HolderOutlined } from "@ant-design/icons";
import { memo } from "react";
import { useTranslation } from "react-i18next";

import { useCarry } from "@/builder/core/carry";
import { useDragSource } from "@/builder/core/dnd";
import { pickText } from "@/builder/core/localized";

import { typeInfo } from "../model/catalogue";
import type { FormField, Place } from "../model/form-document";
import type { FormActions } from "../use-form-actions";
import { FieldMock } from "./field-mock";
import { InlineLabel } from "./inline-label";
import { QuickActions } from "./quick-actions";
import { WidthGrip } from "./width-grip";

interface Props {
  field: FormField;
  place: Place;
  width: number;
  columns: number;
  isSelected: boolean;
  actions: FormActions;
}

/** One field on the canvas: handle, label, a picture of its input, and its quick actions. */
export const FieldCard = memo(function FieldCard({ field, place, width, columns, isSelected, actions }: Props) {
  const { t, i18n } = useTranslation("form-builder");
  const label = pickText(field.label, i18n.language) || field.key;
  const typeLabel = pickText(typeInfo(field.type).label, i18n.language);
  const drag = useDragSource({ kind: "field", id: field.id, label, type: field.type, fieldKey: field.key });
  const carry = useCarry();
  const isCarried = carry.carried?.id === field.id;
  return (
    <div
      ref={drag.ref}
      className="form-card"
      role="group"
      aria-label={label}
      data-element-id={field.id}
      data-field-key={field.key}
      data-field-index={place.index}
      data-selected={isSelected || undefined}
      data-carried={isCarried || drag.isDragging || undefined}
      style={{ gridColumn: `span ${width}` }}
      onClick={() => actions.select(field.id)}
    >
      <div className="form-card-head">
        <button
          type="button"
          className="form-handle"
          aria-label={t("field.handle", { label })}
          aria-pressed={isCarried}
          data-handle-of={field.id}
          {...drag.handle}
          onKeyDown={(event) => carry.keyDown(event, field.id, label)}
          onBlur={() => isCarried && carry.cancel()}
          onClick={(event) => {
            event.stopPropagation();
            actions.select(field.id);
          }}
        >
          <HolderOutlined />
        </button>
        <InlineLabel
          id={field.id}
          text={label}
          hint={t("field.select", { label, type: typeLabel })}
          isPressed={isSelected}
          onSelect={() => actions.select(field.id)}
          onCommit={(text) => actions.setLabel(field.id, i18n.language, text)}
        />
        {field.required === true && (
          <span className="form-required" title={t("property.required")}>
            *
          </span>
        )}
        <span className="form-spring" />
        <span className="form-type">{typeLabel}</span>
      </div>
      <FieldMock field={field} language={i18n.language} />
      {columns > 1 && <WidthGrip width={width} columns={columns} onChange={(next) => actions.setWidth(field.key, next)} />}
      {isSelected && <QuickActions field={field} label={label} width={width} columns={columns} actions={actions} />}
    </div>
  );
});
