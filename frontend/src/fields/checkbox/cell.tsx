import { useTranslation } from "react-i18next";

import type { CellProps } from "../contract";

/** Yes or no as a word. */
export default function CheckboxCell({ value }: CellProps) {
  const { t } = useTranslation("app");
  if (typeof value !== "boolean") return null;
  return <span>{value ? `✓ ${t("state.yes")}` : t("state.no")}</span>;
}
