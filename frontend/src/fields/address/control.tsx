import { Input } from "antd";
import { useTranslation } from "react-i18next";

import type { ControlProps } from "../contract";

const PARTS = [
  { key: "country", complete: "country-name", wide: false },
  { key: "region", complete: "address-level1", wide: false },
  { key: "city", complete: "address-level2", wide: false },
  { key: "postal_code", complete: "postal-code", wide: false },
  { key: "street", complete: "street-address", wide: true },
] as const;

/** The parts of a postal address. */
export default function AddressControl({ value, onChange, id, disabled, invalid, describedBy }: ControlProps) {
  const { t } = useTranslation("fields");
  const parts = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  return (
    <div role="group" aria-labelledby={`${id}-label`} aria-describedby={describedBy} style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 8 }}>
      {PARTS.map((part, index) => (
        <Input
          key={part.key}
          id={index === 0 ? id : undefined}
          style={part.wide ? { gridColumn: "1 / -1" } : undefined}
          aria-label={t(`address.${part.key}`)}
          placeholder={t(`address.${part.key}`)}
          autoComplete={part.complete}
          value={typeof parts[part.key] === "string" ? (parts[part.key] as string) : ""}
          disabled={disabled}
          status={invalid ? "error" : undefined}
          onChange={(event) => {
            const next = { ...parts, [part.key]: event.target.value || null };
            onChange(Object.values(next).some((text) => text) ? next : null);
          }}
        />
      ))}
    </div>
  );
}
