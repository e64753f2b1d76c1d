import { ProjectOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Space } from "antd";
import { useTranslation } from "react-i18next";

/** List or stages. */
export function ViewSwitch({ view, onChange }: { view: "list" | "kanban"; onChange: (view: "list" | "kanban") => void }) {
  const { t } = useTranslation("app-runtime");
  return (
    <Space.Compact role="group" aria-label={t("list.view")}>
      <Button icon={<UnorderedListOutlined />} aria-pressed={view === "list"} type={view === "list" ? "primary" : "default"} onClick={() => onChange("list")}>
        {t("list.asList")}
      </Button>
      <Button icon={<ProjectOutlined />} aria-pressed={view === "kanban"} type={view === "kanban" ? "primary" : "default"} onClick={() => onChange("kanban")}>
        {t("list.asKanban")}
      </Button>
    </Space.Compact>
  );
}
