import { useTranslation } from "react-i18next";

import { cellOf } from "../cells";
import type { ControlProps } from "../contract";

/** A value that only the system writes, in the place of an input. */
export function DerivedControl({ field, value, app, id, links }: ControlProps) {
  const { t, i18n } = useTranslation("fields");
  const Cell = cellOf(field.type);
  return (
    <output id={id} style={{ display: "block", minHeight: 32, paddingTop: 5 }}>
      {value == null || value === "" ? (
        <span style={{ color: "var(--triloom-color-text-tertiary)" }}>{t("derived.later")}</span>
      ) : (
        <Cell field={field} value={value} link={links?.[field.key]} app={app} language={i18n.language} />
      )}
    </output>
  );
}
