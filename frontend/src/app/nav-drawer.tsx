import { Drawer } from "antd";
import { useTranslation } from "react-i18next";

import type { Destination } from "./navigation";
import { SideNav } from "./side-nav";

/** All pages on a phone. */
export default function NavDrawer({ items, onClose }: { items: Destination[]; onClose: () => void }) {
  const { t } = useTranslation("app");
  return (
    <Drawer open placement="left" size={280} onClose={onClose} title={t("nav.label")} styles={{ body: { padding: "8px 0" } }}>
      <SideNav items={items} label={t("nav.all")} onGo={onClose} />
    </Drawer>
  );
}
