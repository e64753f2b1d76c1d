import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { PropertyField } from "@/builder/core/property-panel";

/** JSON text that is taken over only while it is well-formed. */
export function JsonField({ label, value, onChange }: { label: string; value: unknown; onChange: (value: unknown) => void }) {
  const { t } = useTranslation("studio");
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [isBad, setIsBad] = useState(false);
  const edit = (next: string) => {
    setText(next);
    try {
      const parsed: unknown = next.trim() === "" ? undefined : JSON.parse(next);
      setIsBad(false);
      onChange(parsed);
    } catch {
      setIsBad(true);
    }
  };
  return (
    <PropertyField label={label} help={t("simple.json")} error={isBad ? t("simple.jsonBad") : undefined}>
      {(id) => <Input.TextArea id={id} className="builder-code" spellCheck={false} autoSize={{ minRows: 2, maxRows: 16 }} value={text} onChange={(event) => edit(event.target.value)} />}
    </PropertyField>
  );
}
