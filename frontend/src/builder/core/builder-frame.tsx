import "./builder.css";

import { Segmented, theme } from "antd";
import { type CSSProperties, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { useMedia } from "@/ui/media";

type Pane = "left" | "canvas" | "right";

interface Props {
  toolbar: ReactNode;
  left: ReactNode;
  canvas: ReactNode;
  right: ReactNode;
  /** Hide both side panes, for example while previewing. */
  bare?: boolean;
}

/** The frame's colours as custom properties, so that its style sheet follows the theme. */
export function useBuilderColors(): CSSProperties {
  const { token } = theme.useToken();
  return {
    "--b-bg": token.colorBgContainer,
    "--b-layout": token.colorBgLayout,
    "--b-border": token.colorBorderSecondary,
    "--b-strong": token.colorBorder,
    "--b-text": token.colorText,
    "--b-muted": token.colorTextSecondary,
    "--b-primary": token.colorPrimary,
    "--b-primary-text": token.colorLink,
    "--b-tint": token.colorPrimaryBg,
    "--b-hover": token.colorFillTertiary,
    "--b-error": token.colorError,
    "--b-raised": token.colorBgElevated,
  } as CSSProperties;
}

/** Three panes on wide screens, one at a time on narrow ones. */
export function BuilderFrame({ toolbar, left, canvas, right, bare }: Props) {
  const { t } = useTranslation("builder");
  const isNarrow = useMedia("(max-width: 1023px)");
  const [pane, setPane] = useState<Pane>("canvas");
  const shows = (name: Pane) => (bare ? name === "canvas" : !isNarrow || pane === name);
  return (
    <div className="builder" data-narrow={isNarrow || undefined} style={useBuilderColors()}>
      {toolbar}
      {isNarrow && !bare && (
        <div className="builder-switch">
          <Segmented
            block
            aria-label={t("pane.switch")}
            value={pane}
            onChange={setPane}
            options={[
              { value: "left" as const, label: t("pane.short") },
              { value: "canvas" as const, label: t("pane.canvas") },
              { value: "right" as const, label: t("pane.properties") },
            ]}
          />
        </div>
      )}
      <div className="builder-panes">
        {shows("left") && (
          <section className="builder-left" aria-label={t("pane.palette")} tabIndex={0}>
            {left}
          </section>
        )}
        {shows("canvas") && (
          <section className="builder-canvas" aria-label={t("pane.canvas")} tabIndex={0}>
            {canvas}
          </section>
        )}
        {shows("right") && (
          <section className="builder-right" aria-label={t("pane.properties")} tabIndex={0}>
            {right}
          </section>
        )}
      </div>
    </div>
  );
}
