import { create } from "zustand";

import { changeLanguage } from "@/i18n";
import type { Language } from "@/i18n/language";
import { storedLanguage, storeLanguage } from "@/i18n/language";

import type { ColorScheme } from "./theme";

const SCHEME_KEY = "triloom.scheme";

function storedScheme(): ColorScheme {
  const stored = localStorage.getItem(SCHEME_KEY);
  if (stored === "light" || stored === "dark") return stored;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

interface Preferences {
  language: Language;
  scheme: ColorScheme;
  setLanguage: (language: Language, remember?: boolean) => Promise<void>;
  setScheme: (scheme: ColorScheme) => void;
}

/** What this browser's user chose: language and colour scheme. */
export const usePreferences = create<Preferences>((set) => ({
  language: storedLanguage(),
  scheme: storedScheme(),
  setLanguage: async (language, remember = true) => {
    if (remember) storeLanguage(language);
    await changeLanguage(language);
    set({ language });
  },
  setScheme: (scheme) => {
    localStorage.setItem(SCHEME_KEY, scheme);
    set({ scheme });
  },
}));
