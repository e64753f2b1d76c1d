import { theme } from "antd";
import type { ReactNode } from "react";
import { useEffect } from "react";

/** A page's head (title, actions) and body; sets the window title. */
export function Page(props: {
  title: string;
  /** Shown instead of the plain title when given; must contain the same words. */
  heading?: ReactNode;
  subtitle?: ReactNode;
  actions?: ReactNode;
  /** The body fills the height and scrolls by itself. */
  fill?: boolean;
  width?: number;
  children: ReactNode;
}) {
  const { token } = theme.useToken();
  useEffect(() => {
    document.title = `${props.title} · Triloom`;
  }, [props.title]);
  return (
    <div
      style={{
        padding: "16px clamp(12px, 2vw, 24px)",
        display: "flex",
        flexDirection: "column",
        gap: 16,
        height: props.fill ? "100%" : undefined,
        maxWidth: props.width,
        minWidth: 0,
      }}
    >
      <header style={{ display: "flex", flexWrap: "wrap", gap: 8, alignItems: "center" }}>
        <div style={{ flex: "1 1 240px", minWidth: 0 }}>
          <h1 style={{ fontSize: 20, lineHeight: 1.4, margin: 0, fontWeight: 600, color: token.colorText }}>
            {props.heading ?? props.title}
          </h1>
          {props.subtitle && <div style={{ color: token.colorTextSecondary }}>{props.subtitle}</div>}
        </div>
        {props.actions && <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>{props.actions}</div>}
      </header>
      <div style={{ flex: 1, minHeight: 0, minWidth: 0 }}>{props.children}</div>
    </div>
  );
}
