import { Button } from "antd";

import { api } from "@/api/client";
import { queryClient } from "@/api/query-client";
import { type Language, LANGUAGES } from "@/i18n/language";
import { usePreferences } from "@/ui/preferences";

/** The product's languages, each named in itself. */
export function LanguageSwitch() {
  const language = usePreferences((state) => state.language);
  const setLanguage = usePreferences((state) => state.setLanguage);
  const choose = async (next: Language) => {
    await setLanguage(next);
    if (queryClient.getQueryData(["me"]) === undefined) return;
    // The choice follows the user to other browsers; labels come from the server in its language.
    await api.patch("/me", { language: next }).catch(() => undefined);
    await queryClient.invalidateQueries();
  };
  return (
    <div role="group" aria-label="Language / 语言" style={{ display: "flex", gap: 4 }}>
      {LANGUAGES.map((entry) => (
        <Button
          key={entry.key}
          type={entry.key === language ? "default" : "text"}
          size="small"
          lang={entry.key}
          aria-pressed={entry.key === language}
          onClick={() => void choose(entry.key)}
        >
          {entry.name}
        </Button>
      ))}
    </div>
  );
}
