import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined, DragOutlined, ExclamationCircleOutlined, SwapOutlined } from "@ant-design/icons";
import { Button, Dropdown, type MenuProps, Tooltip } from "antd";
import { type ReactElement } from "react";
import { useTranslation } from "react-i18next";

import { pickText } from "@/builder/core/localized";
import { useBuilderDocument } from "@/builder/core/use-builder";

import { conversionsOf, typeInfo } from "../model/catalogue";
import { fieldByKey, type FormDocument, type FormField } from "../model/form-document";
import { revealElement, type FormActions } from "../use-form-actions";

export const COPY_SUFFIX = { "zh-CN": "（副本）", en: " (copy)" };

/** The bar on the selected field. */
export function QuickActions(props: { field: FormField; label: string; width: number; columns: number; actions: FormActions }) {
  const { t, i18n } = useTranslation("form-builder");
  const { field, label, width, columns, actions } = props;
  const conversions = conversionsOf(field.type);
  const button = (key: string, icon: ReactElement, onClick?: () => void, more: object = {}) => (
    <Tooltip title={t(`quick.${key}`)} key={key}>
      <Button type="text" size="small" icon={icon} aria-label={t(`quick.${key}Of`, { label })} onClick={onClick} {...more} />
    </Tooltip>
  );
  const convertMenu: MenuProps = {
    items: conversions.map((info) => ({ key: info.type, label: pickText(info.label, i18n.language) })),
    onClick: ({ key }) => actions.convert(field.id, key),
  };
  return (
    <div className="form-quick" role="toolbar" aria-label={t("quick.title", { label })} onClick={(event) => event.stopPropagation()}>
      {!typeInfo(field.type).isComputed &&
        button("required", <ExclamationCircleOutlined />, () => actions.setMember(field.id, "required", field.required ? undefined : true), {
          "aria-pressed": field.required === true,
          type: field.required ? "link" : "text",
        })}
      {button("up", <ArrowUpOutlined />, () => actions.step(field.id, -1))}
      {button("down", <ArrowDownOutlined />, () => actions.step(field.id, 1))}
      <MoveMenu field={field} actions={actions}>{button("move", <DragOutlined />)}</MoveMenu>
      {columns > 1 &&
        button("wider", <span aria-hidden>{`${width}/${columns}`}</span>, () => actions.setWidth(field.key, (width % columns) + 1))}
      {conversions.length > 0 && (
        <Dropdown menu={convertMenu} trigger={["click"]}>
          {button("convert", <SwapOutlined />)}
        </Dropdown>
      )}
      {button("duplicate", <CopyOutlined />, () => actions.duplicate(field.id, COPY_SUFFIX))}
      {button("delete", <DeleteOutlined />, () => actions.remove(field.id))}
    </div>
  );
}

/** "Move to…": every section, at its start or behind one of its fields. */
function MoveMenu({ field, actions, children }: { field: FormField; actions: FormActions; children: ReactElement }) {
  const { t, i18n } = useTranslation("form-builder");
  const form = useBuilderDocument<FormDocument>();
  const items: MenuProps["items"] = form.layout.map((section, index) => ({
    key: section.id,
    label: pickText(section.label, i18n.language) || t("section.number", { number: index + 1 }),
    children: [
      { key: `${index}/0`, label: t("quick.first") },
      ...section.items.flatMap((item, at) => {
        const other = fieldByKey(form, item.field);
        if (other === undefined || other.id === field.id) return [];
        return [{ key: `${index}/${at + 1}`, label: t("quick.after", { label: pickText(other.label, i18n.language) || other.key }) }];
      }),
    ],
  }));
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items,
        onClick: ({ key }) => {
          const [section, index] = key.split("/").map(Number);
          actions.move(field.key, { section, index });
          revealElement(field.id, true);
        },
      }}
    >
      {children}
    </Dropdown>
  );
}
