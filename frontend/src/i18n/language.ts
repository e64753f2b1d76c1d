/** The product's equal first languages. */
export type Language = "zh-CN" | "en";
export const LANGUAGES: readonly { key: Language; name: string }[] = [
  { key: "zh-CN", name: "中文" },
  { key: "en", name: "English" },
];
const STORAGE_KEY = "triloom.language";

/** The nearest product language of a BCP 47 tag. */
export function nearestLanguage(tag: string | null | undefined): Language {
  return tag?.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** The language that this browser chose before, else the browser's own preference. */
export function storedLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === "zh-CN" || stored === "en") return stored;
  return nearestLanguage(navigator.language);
}

/** Remembers the choice in this browser. */
export function storeLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
}

/** True when this browser has made a choice of its own. */
export function hasStoredLanguage(): boolean {
  return localStorage.getItem(STORAGE_KEY) !== null;
}

/** A label as documents carry it: a text, or a map of language to text. */
export type Label = string | Partial<Record<string, string>> | null | undefined;

/** Picks a label's text for a language; falls back to any other language, then to `fallback`. */
export function pickLabel(label: Label, language: string, fallback = ""): string {
  if (label == null) return fallback;
  if (typeof label === "string") return label || fallback;
  const short = language.split("-")[0];
  return label[language] ?? label[short] ?? label.en ?? Object.values(label).find((text) => text) ?? fallback;
}
