import { useParams } from "@tanstack/react-router";
import { useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { ReportDocument } from "@/builder/composer/model/report-document";
import { ReportComposer } from "@/builder/composer/report-composer";
import type { Change } from "@/builder/composer/shelves";
import { BuilderPage, BuilderShell } from "@/builder/core/builder-page";
import type { Command } from "@/builder/core/keymap";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText } from "@/builder/core/localized";
import type { ElementLink } from "@/builder/core/problem-list";
import { useBuilderDocument, useBuilderStore } from "@/builder/core/use-builder";

function normalise(body: ReportDocument): ReportDocument {
  return { ...body, source: body.source ?? "", dimensions: body.dimensions ?? [], measures: body.measures ?? [] };
}

/** The report composer on its own page. */
export default function Page() {
  const { app, key } = useParams({ strict: false }) as { app: string; key: string };
  return (
    <BuilderPage<ReportDocument> key={`${app}/${key}`} address={{ app, kind: "reports", key }} normalise={normalise}>
      <ReportBuilder app={app} />
    </BuilderPage>
  );
}

function ReportBuilder({ app }: { app: string }) {
  const { t, i18n } = useTranslation(["composer", "builder"]);
  const store = useBuilderStore<ReportDocument>();
  const report = useBuilderDocument<ReportDocument>();
  const change = useCallback<Change>((recipe, group) => void store.change(recipe, group === undefined ? undefined : { group }), [store]);
  const runner = useRef<() => void>(() => undefined);
  const onCommand = useCallback((command: Command) => {
    if (command === "run") runner.current();
  }, []);
  const linkOf = useCallback(
    (document: ReportDocument, pointer: string): ElementLink | null => {
      const [, part, index] = pointer.split("/");
      const item = part === "dimensions" ? document.dimensions?.[Number(index)] : part === "measures" ? document.measures?.[Number(index)] : undefined;
      return item ? { id: item.key ?? item.field ?? "", label: pickText(item.label, i18n.language) || item.key || item.field || "" } : null;
    },
    [i18n.language],
  );
  const title = pickText(report.label, i18n.language) || report.key || "";
  return (
    <ReportComposer app={app} title={title} report={report} change={change}>
      {(parts) => {
        runner.current = parts.run;
        return (
          <BuilderShell<ReportDocument>
            linkOf={linkOf}
            onOpenElement={(id) => document.querySelector(`[data-dimension="${id}"], [data-measure="${id}"]`)?.scrollIntoView({ block: "nearest" })}
            onCommand={onCommand}
            left={parts.fields}
            canvas={parts.canvas}
            right={
              <>
                <LocalizedInput label={t("property.label")} value={report.label} onChange={(label) => change((draft) => void (draft.label = label), "label")} />
                {parts.properties}
              </>
            }
          />
        );
      }}
    </ReportComposer>
  );
}
