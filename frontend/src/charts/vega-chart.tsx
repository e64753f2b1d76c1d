import { useEffect, useRef, useState } from "react";
import type { View } from "vega";

import { usePreferences } from "@/ui/preferences";

import { themedSpec } from "./chart-theme";

export type Datum = Record<string, unknown>;

/** A Vega-Lite chart as SVG. Expressions run in the AST interpreter, so the page needs no `unsafe-eval`. */
export function VegaChart(props: {
  spec: Record<string, unknown>;
  rows: Datum[];
  /** The chart in words, for those who do not see it. */
  description: string;
  onPick?: (datum: Datum) => void;
  onView?: (view: View | null) => void;
}) {
  const { spec, rows, description, onPick, onView } = props;
  const holder = useRef<HTMLDivElement>(null);
  const scheme = usePreferences((state) => state.scheme);
  const [failed, setFailed] = useState<string | null>(null);
  const callbacks = useRef({ onPick, onView });
  callbacks.current = { onPick, onView };

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    let view: View | null = null;
    let gone = false;
    const observer = new ResizeObserver(() => {
      const { width, height } = element.getBoundingClientRect();
      if (view && width > 0 && height > 0) void view.width(width).height(height).resize().runAsync();
    });
    void (async () => {
      try {
        const [{ default: embed }, { expressionInterpreter }] = await Promise.all([import("vega-embed"), import("vega-interpreter")]);
        if (gone) return;
        const { width, height } = element.getBoundingClientRect();
        const result = await embed(element, themedSpec(spec, rows, scheme, { width: width || 400, height: height || 240 }) as never, {
          mode: "vega-lite",
          renderer: "svg",
          actions: false,
          defaultStyle: false,
          ast: true,
          expr: expressionInterpreter as never,
          tooltip: { disableDefaultStyle: true, id: "vega-tooltip" },
        });
        if (gone) return result.finalize();
        view = result.view;
        setFailed(null);
        view.addEventListener("click", (_event, item) => {
          const datum = (item as { datum?: Datum } | null)?.datum;
          if (datum) callbacks.current.onPick?.(datum);
        });
        observer.observe(element);
        callbacks.current.onView?.(view);
      } catch (error) {
        if (!gone) setFailed(error instanceof Error ? error.message : String(error));
      }
    })();
    return () => {
      gone = true;
      observer.disconnect();
      view?.finalize();
      callbacks.current.onView?.(null);
      element.replaceChildren();
    };
  }, [spec, rows, scheme]);

  return (
    <div style={{ position: "relative", width: "100%", height: "100%", minHeight: 120 }}>
      <div ref={holder} role="img" aria-label={description} className="vega-chart" data-pick={onPick ? true : undefined} style={{ position: "absolute", inset: 0 }} />
      {failed && <p role="alert">{failed}</p>}
    </div>
  );
}
