import { LogoutOutlined, MoonOutlined, SunOutlined, UserOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Divider, Popover } from "antd";
import { useTranslation } from "react-i18next";

import { signOut, useMe } from "@/api/session";
import { useFaultText } from "@/ui/fault-state";
import { LanguageSwitch } from "@/ui/language-switch";
import { usePreferences } from "@/ui/preferences";

/** Who is signed in, language, colours and the way out. */
export function UserMenu({ compact }: { compact: boolean }) {
  const { t } = useTranslation("app");
  const me = useMe();
  const navigate = useNavigate();
  const scheme = usePreferences((state) => state.scheme);
  const setScheme = usePreferences((state) => state.setScheme);
  const { message } = App.useApp();
  const faultText = useFaultText();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => void navigate({ to: "/login" }),
    // Nobody may believe to be signed out while the session lives.
    onError: (error) => void message.error(faultText(error)),
  });
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div style={{ display: "grid", gap: 8, minWidth: 200 }} role="group" aria-label={t("user.menu")}>
          <div>
            <strong>{me.name}</strong>
            <div>{me.login}</div>
            <div>{me.organisation?.name}</div>
          </div>
          <Divider style={{ margin: 0 }} />
          <LanguageSwitch />
          <Button
            icon={scheme === "dark" ? <SunOutlined /> : <MoonOutlined />}
            onClick={() => setScheme(scheme === "dark" ? "light" : "dark")}
          >
            {t(scheme === "dark" ? "user.light" : "user.dark")}
          </Button>
          <Button icon={<LogoutOutlined />} loading={leave.isPending} onClick={() => leave.mutate()}>
            {t("user.leave")}
          </Button>
        </div>
      }
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t("user.menuOf", { name: me.name })} aria-haspopup="dialog">
        {compact ? null : me.name}
      </Button>
    </Popover>
  );
}
