import { ProjectOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";

import type { ViewTab } from "./views";

/** The saved views; the address keeps the choice. */
export function ViewTabs({ tabs, current, onChange }: { tabs: ViewTab[]; current: ViewTab; onChange: (key: string) => void }) {
  const { t } = useTranslation("app-runtime");
  if (tabs.length < 2) return null;
  return (
    <div role="group" aria-label={t("list.view")} className="view-tabs">
      {tabs.map((tab) => (
        <button key={tab.key} type="button" aria-pressed={tab.key === current.key} onClick={() => onChange(tab.key)}>
          {tab.kind === "kanban" ? <ProjectOutlined aria-hidden /> : <UnorderedListOutlined aria-hidden />}
          {tab.label}
        </button>
      ))}
    </div>
  );
}
