import { useTranslation } from "react-i18next";

import { settingNumber } from "../common/format";
import type { CellProps } from "../contract";

/** Filled and empty stars, with the number for screen readers. */
export default function RatingCell({ field, value }: CellProps) {
  const { t } = useTranslation("fields");
  if (typeof value !== "number") return null;
  const top = settingNumber(field, "max", 5);
  return (
    <span role="img" aria-label={t("rating.value", { value, top })} style={{ letterSpacing: 2, color: "var(--triloom-color-warning)" }}>
      {"★".repeat(Math.max(0, Math.min(value, top)))}
      <span style={{ opacity: 0.45 }}>{"☆".repeat(Math.max(0, top - value))}</span>
    </span>
  );
}
