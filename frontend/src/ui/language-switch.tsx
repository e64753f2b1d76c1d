import { Button } from "antd";

import { LANGUAGES } from "@/i18n/language";
import { usePreferences } from "@/ui/preferences";

/** The product's languages, each named in itself. */
export function LanguageSwitch() {
  const language = usePreferences((state) => state.language);
  const setLanguage = usePreferences((state) => state.setLanguage);
  return (
    <div role="group" aria-label="Language / 语言" style={{ display: "flex", gap: 4 }}>
      {LANGUAGES.map((entry) => (
        <Button
          key={entry.key}
          type={entry.key === language ? "default" : "text"}
          size="small"
          lang={entry.key}
          aria-pressed={entry.key === language}
          onClick={() => void setLanguage(entry.key)}
        >
          {entry.name}
        </Button>
      ))}
    </div>
  );
}
