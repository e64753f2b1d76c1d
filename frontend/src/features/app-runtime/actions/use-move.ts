import { App } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "@/api/problem";
import { queryClient } from "@/api/query-client";
import { compiledQuery, forgetRecords, runAction } from "@/api/records";
import type { ActionOffer, RecordItem } from "@/api/types";
import { useFaultText } from "@/ui/fault-state";

import { runsAtOnce } from "./action-dialog";

/**
 * The action that leads to a stage. An action whose end only the flow decides (a branch, an approval) counts when
 * it is the only such one.
 */
export function offerTo(offers: readonly ActionOffer[], stage: string): ActionOffer | undefined {
  const leading = offers.filter((offer) => offer.to?.key === stage);
  const open = offers.filter((offer) => offer.to === null);
  return leading.find((offer) => offer.allowed) ?? leading[0] ?? (open.length === 1 ? open[0] : undefined);
}

/** The word for a stage. */
export async function stageLabel(app: string, form: string, stage: string | null): Promise<string> {
  const compiled = await queryClient.ensureQueryData(compiledQuery(app, form));
  return compiled.stages.find((entry) => entry.key === stage)?.label ?? stage ?? "";
}

/** Moves a record to a stage by its action; what the server refuses is said with its reasons. */
export function useMove(app: string, form: string) {
  const { t } = useTranslation("app-runtime");
  const { notification, message } = App.useApp();
  const faultText = useFaultText();
  const [asking, setAsking] = useState<{ record: RecordItem; offer: ActionOffer } | null>(null);
  const [moving, setMoving] = useState<{ id: string; stage: string } | null>(null);

  const refuse = (title: string, reasons: string[]) =>
    notification.warning({ title, description: reasons.join(" "), duration: 8, role: "alert" });

  const run = async (record: RecordItem, offer: ActionOffer) => {
    try {
      const after = await runAction(app, form, record.id, offer.key, {}, record.rev);
      const stage = await stageLabel(app, form, after.stage);
      void message.success(after.stage === record.stage ? t("actions.submitted", { action: offer.label }) : t("actions.done", { action: offer.label, stage }));
    } catch (error) {
      const details = error instanceof ApiError ? error.errors.map((fault) => fault.message).filter((text) => text !== error.detail) : [];
      refuse(t("kanban.refused", { title: record.title }), [faultText(error), ...details]);
    }
    forgetRecords(app, form);
    // The card returns only after the lists say where it is now.
    await queryClient.invalidateQueries({ queryKey: ["records", app, form] });
  };

  const move = async (record: RecordItem, stage: { key: string; label: string }) => {
    if (record.stage === stage.key) return;
    setMoving({ id: record.id, stage: stage.key });
    try {
      const compiled = await queryClient.fetchQuery({ ...compiledQuery(app, form, record.id), staleTime: 0 });
      const offer = offerTo(compiled.actions, stage.key);
      if (!offer) refuse(t("kanban.refused", { title: record.title }), [t("kanban.noWay", { stage: stage.label })]);
      else if (!offer.allowed && offer.required.length === 0) {
        refuse(t("kanban.refused", { title: record.title }), offer.reasons.map((reason) => reason.message));
      } else if (runsAtOnce(offer)) await run(record, offer);
      else setAsking({ record, offer });
    } catch (error) {
      refuse(t("kanban.refused", { title: record.title }), [faultText(error)]);
    } finally {
      setMoving(null);
    }
  };
  return { move, run, asking, stopAsking: () => setAsking(null), moving };
}
