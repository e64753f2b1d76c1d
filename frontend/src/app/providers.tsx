import { QueryClientProvider } from "@tanstack/react-query";
import { App as KitApp, ConfigProvider } from "antd";
import type { Locale } from "antd/es/locale";
import dayjs from "dayjs";
import { type ReactNode, useEffect, useState } from "react";

import { queryClient } from "@/api/query-client";
import type { Language } from "@/i18n/language";

import { useMedia } from "@/ui/media";
import { usePreferences } from "@/ui/preferences";
import { THEME_CLASS, themeConfig } from "@/ui/theme";

import { pageNonce } from "./nonce";

async function loadLocale(language: Language): Promise<Locale> {
  if (language === "zh-CN") {
    const [locale] = await Promise.all([import("antd/es/locale/zh_CN"), import("dayjs/locale/zh-cn")]);
    dayjs.locale("zh-cn");
    return locale.default;
  }
  dayjs.locale("en");
  return (await import("antd/es/locale/en_US")).default;
}

/** Language, theme, messages and the server cache for everything below. */
export function Providers({ children }: { children: ReactNode }) {
  const language = usePreferences((state) => state.language);
  const scheme = usePreferences((state) => state.scheme);
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const [locale, setLocale] = useState<Locale>();
  useEffect(() => {
    let current = true;
    void loadLocale(language).then((loaded) => current && setLocale(loaded));
    return () => {
      current = false;
    };
  }, [language]);
  useEffect(() => {
    document.documentElement.classList.add(THEME_CLASS);
    document.documentElement.style.colorScheme = scheme;
    document.documentElement.dataset.scheme = scheme;
  }, [scheme]);
  return (
    <ConfigProvider locale={locale} theme={themeConfig(scheme, still)} csp={{ nonce: pageNonce() }} button={{ autoInsertSpace: false }}>
      <KitApp component={false}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </KitApp>
    </ConfigProvider>
  );
}
