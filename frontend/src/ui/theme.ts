import type { ThemeConfig } from "antd";
import { theme } from "antd";

/** The class under which the tokens are CSS variables; the root element carries it. */
export const THEME_CLASS = "triloom";

export type ColorScheme = "light" | "dark";

const SHARED: ThemeConfig["token"] = {
  fontFamily: "var(--font)",
  fontSize: 14,
  borderRadius: 6,
  motionDurationMid: "0.15s",
  motionDurationSlow: "0.2s",
};

/** Tokens with contrast ≥ 4.5:1 for text in both schemes; the kit's default greys and blue are too pale. `still` = no motion. */
export function themeConfig(scheme: ColorScheme, still = false): ThemeConfig {
  const light = scheme === "light";
  return {
    cssVar: { prefix: "triloom", key: THEME_CLASS },
    hashed: false,
    algorithm: light ? theme.defaultAlgorithm : theme.darkAlgorithm,
    token: light
      ? {
          ...SHARED,
          motion: !still,
          colorPrimary: "#0958d9",
          colorPrimaryHover: "#1766dd",
          colorLink: "#0958d9",
          colorLinkHover: "#1766dd",
          colorInfo: "#0958d9",
          colorTextTertiary: "rgba(0,0,0,0.62)",
          colorTextDescription: "rgba(0,0,0,0.62)",
          colorTextPlaceholder: "rgba(0,0,0,0.58)",
          colorTextQuaternary: "rgba(0,0,0,0.58)",
          colorBgLayout: "#f5f6f8",
          colorError: "#cf1322",
          colorSuccess: "#237804",
          colorWarning: "#ad4e00",
        }
      : {
          ...SHARED,
          motion: !still,
          colorPrimary: "#1668dc",
          colorBgLayout: "#0f1114",
          colorLink: "#69b1ff",
          colorLinkHover: "#91caff",
          colorTextTertiary: "rgba(255,255,255,0.68)",
          colorTextDescription: "rgba(255,255,255,0.68)",
          colorTextPlaceholder: "rgba(255,255,255,0.62)",
          colorTextQuaternary: "rgba(255,255,255,0.6)",
          colorError: "#ff7875",
          colorErrorText: "#ff7875",
        },
    components: light
      ? {}
      : {
          Tabs: { itemSelectedColor: "#69b1ff", itemHoverColor: "#91caff", itemActiveColor: "#69b1ff", inkBarColor: "#69b1ff" },
          Button: { dangerColor: "#1f1f1f" },
        },
  };
}
