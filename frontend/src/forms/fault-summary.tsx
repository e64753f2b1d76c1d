import { Alert } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { FormFaults } from "./faults";

/** Says how many inputs need attention and moves the focus to the first of them. */
export function FaultSummary({ faults, scope }: { faults: FormFaults; scope: React.RefObject<HTMLElement | null> }) {
  const { t } = useTranslation("forms");
  const seen = useRef<FormFaults | null>(null);
  const count = faults.fields.size;
  useEffect(() => {
    if (seen.current === faults || count === 0) return;
    const growing = (seen.current?.fields.size ?? 0) < count;
    seen.current = faults;
    if (growing) scope.current?.querySelector<HTMLElement>("[aria-invalid='true'], [aria-describedby$='-fault']")?.focus();
  }, [faults, count, scope]);
  if (count === 0 && faults.general.length === 0) return null;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={count > 0 ? t("faults", { count }) : faults.general[0]}
      description={
        count > 0 && faults.general.length > 0 ? faults.general.join(" ") : faults.general.slice(1).join(" ") || undefined
      }
    />
  );
}
