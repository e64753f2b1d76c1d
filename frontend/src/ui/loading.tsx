import { Spin } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** Shows nothing for 300 ms, then a spinner, and words after 2 s. */
export function Loading() {
  const { t } = useTranslation("app");
  const [phase, setPhase] = useState(0);
  useEffect(() => {
    const timers = [setTimeout(() => setPhase(1), 300), setTimeout(() => setPhase(2), 2000)];
    return () => timers.forEach(clearTimeout);
  }, []);
  return (
    <div role="status" aria-label={t("state.loading")} style={{ padding: 48, textAlign: "center" }}>
      {phase > 0 && <Spin />}
      {phase > 1 && <p>{t("state.loading")}</p>}
    </div>
  );
}
