import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { StateCard } from "@/ui/state-card";

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <StateCard
      role="alert"
      title={t("fault.notFoundTitle")}
      text={t("fault.notFound")}
      action={<Button href="/">{t("fault.home")}</Button>}
    />
  );
}
