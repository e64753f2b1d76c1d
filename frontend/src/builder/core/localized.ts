/** Labels inside documents under edit: plain texts or maps of language → text. */
import { pickLabel, type Label } from "@/i18n/language";

export type LocalizedText = Label;
export const LANGUAGES = ["zh-CN", "en"] as const;

/** Return the text for a reader of `language`, else any text, else ''. */
export function pickText(label: LocalizedText, language: string): string {
  return pickLabel(label, language);
}

/** Return exactly the text of one language, '' when it is not written yet. */
export function textIn(label: LocalizedText, language: string): string {
  if (label === null || label === undefined) return "";
  if (typeof label === "string") return label;
  return label[language] ?? "";
}

/** Return the label with the text of one language replaced. */
export function withText(label: LocalizedText, language: string, text: string): Record<string, string> {
  const map: Record<string, string> = {};
  if (typeof label === "string") for (const tag of LANGUAGES) map[tag] = label;
  else for (const [tag, value] of Object.entries(label ?? {})) if (value !== undefined) map[tag] = value;
  if (text === "") delete map[language];
  else map[language] = text;
  return map;
}
