import type { ColorScheme } from "@/ui/theme";

/** Colours with contrast against both backgrounds, told apart by people with red-green blindness. */
const CATEGORIES = ["#1668dc", "#d46b08", "#389e0d", "#c41d7f", "#08979c", "#722ed1", "#d4b106", "#8c8c8c"];

/** The server's spec with the page's size, colours and data; the named dataset is `rows`. */
export function themedSpec(
  spec: Record<string, unknown>,
  rows: readonly Record<string, unknown>[],
  scheme: ColorScheme,
  size: { width: number; height: number },
): Record<string, unknown> {
  const text = scheme === "dark" ? "rgba(255,255,255,0.85)" : "rgba(0,0,0,0.85)";
  const faint = scheme === "dark" ? "rgba(255,255,255,0.2)" : "rgba(0,0,0,0.12)";
  const config = (spec.config ?? {}) as Record<string, Record<string, unknown>>;
  const font = "Inter, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";
  const { title: _title, ...rest } = spec;
  return {
    ...rest,
    width: size.width,
    height: size.height,
    background: "transparent",
    autosize: { type: "fit", contains: "padding", resize: true },
    datasets: { ...(spec.datasets as object | undefined), rows },
    config: {
      ...config,
      font,
      axis: { ...config.axis, labelColor: text, titleColor: text, domainColor: faint, tickColor: faint, gridColor: faint },
      legend: { ...config.legend, labelColor: text, titleColor: text },
      title: { ...config.title, color: text },
      view: { ...config.view, stroke: "transparent" },
      text: { ...config.text, color: text },
      mark: { color: CATEGORIES[0], ...config.mark },
      range: { category: CATEGORIES, ...config.range },
    },
  };
}
