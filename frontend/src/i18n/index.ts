import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import type { Language } from "./language";
import { storedLanguage } from "./language";

/** One JSON per folder and language, loaded when the folder's name is first used as a namespace. */
const CATALOGUES = import.meta.glob<Record<string, unknown>>("../**/locales/*.json", { import: "default" });

/** `../features/tasks/locales/en.json` → `tasks`; the folder above `locales` names the namespace. */
export function catalogueKey(path: string): { namespace: string; language: string } | null {
  const match = /([^/]+)\/locales\/([^/]+)\.json$/.exec(path);
  return match ? { namespace: match[1], language: match[2] } : null;
}

const loaders = new Map<string, () => Promise<Record<string, unknown>>>();
for (const [path, load] of Object.entries(CATALOGUES)) {
  const key = catalogueKey(path);
  if (key) loaders.set(`${key.language}/${key.namespace}`, load);
}

/** Starts i18next in the stored language; resolves when the shell's words are there. */
export async function startLanguage(): Promise<void> {
  const language = storedLanguage();
  document.documentElement.lang = language;
  await i18next
    .use(initReactI18next)
    .use({
      type: "backend" as const,
      init() {},
      read(asked: string, namespace: string, done: (error: unknown, words: Record<string, unknown>) => void) {
        const load = loaders.get(`${asked}/${namespace}`);
        if (!load) return done(null, {});
        load().then(
          (words) => done(null, words),
          (error: unknown) => done(error, {}),
        );
      },
    })
    .init({
      lng: language,
      supportedLngs: ["zh-CN", "en"],
      fallbackLng: false,
      load: "currentOnly",
      ns: ["app"],
      defaultNS: "app",
      fallbackNS: "app",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}

/** Switches all words, the document's language and, through listeners, the kit's locale. */
export async function changeLanguage(language: Language): Promise<void> {
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
