import { Input } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";

import { LANGUAGES, textIn, withText, type LocalizedText } from "./localized";

/** One input per language of a label; the user's own language comes first. */
export function LocalizedInput(props: {
  label: string;
  value: LocalizedText;
  onChange: (value: Record<string, string>) => void;
  multiline?: boolean;
}) {
  const { t, i18n } = useTranslation("builder");
  const id = useId();
  const languages = [...LANGUAGES].sort((left, right) => Number(right === i18n.language) - Number(left === i18n.language));
  return (
    <div className="builder-field" role="group" aria-labelledby={id}>
      <span className="builder-label" id={id}>
        {props.label}
      </span>
      {languages.map((language) => (
        <Input
          key={language}
          lang={language}
          prefix={<span aria-hidden style={{ minWidth: 20 }}>{t(`language.${language}`)}</span>}
          aria-label={t("language.label", { label: props.label, language: t(`language.${language}_name`) })}
          value={textIn(props.value, language)}
          onChange={(event) => props.onChange(withText(props.value, language, event.target.value))}
        />
      ))}
    </div>
  );
}
