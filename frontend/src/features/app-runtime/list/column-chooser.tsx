import { SettingOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";

import type { CompiledForm } from "@/api/types";

import { columnChoices } from "./columns";

/** Which columns the list shows. */
export function ColumnChooser({ form, chosen, onChange }: { form: CompiledForm; chosen: string[]; onChange: (keys: string[] | undefined) => void }) {
  const { t } = useTranslation("app-runtime");
  const columns = columnChoices(form, t);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div role="group" aria-label={t("columns.title")} style={{ display: "grid", gap: 4, maxHeight: "60vh", overflow: "auto", minWidth: 200 }}>
          {columns.map((column) => (
            <label key={column.key} className="check-line">
              <input
                type="checkbox"
                checked={chosen.includes(column.key)}
                onChange={(event) => onChange(event.target.checked ? [...chosen, column.key] : chosen.filter((key) => key !== column.key))}
              />
              {column.label}
            </label>
          ))}
          <Button size="small" onClick={() => onChange(undefined)}>
            {t("columns.reset")}
          </Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />}>{t("columns.title")}</Button>
    </Popover>
  );
}
