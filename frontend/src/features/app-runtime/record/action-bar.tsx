import { Button, Popover } from "antd";
import { useTranslation } from "react-i18next";

import type { ActionOffer, RecordItem } from "@/api/types";

import { ActionDialog, Reasons, runsAtOnce } from "../actions/action-dialog";
import { useMove } from "../actions/use-move";
import { useState } from "react";

/** What can be done with the record now; refused actions say why instead of hiding. */
export function ActionBar({ app, form, record, actions }: { app: string; form: string; record: RecordItem; actions: ActionOffer[] }) {
  const { t } = useTranslation("app-runtime");
  const { run } = useMove(app, form);
  const [asking, setAsking] = useState<ActionOffer | null>(null);
  const [busy, setBusy] = useState<string | null>(null);
  if (actions.length === 0) return null;
  const main = actions.find((offer) => offer.allowed && offer.to?.kind !== "failure") ?? actions.find((offer) => offer.to?.kind !== "failure");
  const start = async (offer: ActionOffer) => {
    if (!runsAtOnce(offer)) return setAsking(offer);
    setBusy(offer.key);
    await run(record, offer);
    setBusy(null);
  };
  return (
    <div role="group" aria-label={t("actions.title")} style={{ display: "flex", gap: 8, flexWrap: "wrap" }}>
      {actions.map((offer) => {
        const blocked = !offer.allowed && offer.required.length === 0;
        const button = (
          <Button
            type={offer === main ? "primary" : "default"}
            danger={offer.to?.kind === "failure"}
            loading={busy === offer.key}
            aria-disabled={blocked || undefined}
            className={blocked ? "blocked-action" : undefined}
            onClick={blocked ? undefined : () => void start(offer)}
          >
            {offer.label}
          </Button>
        );
        return blocked ? (
          <Popover key={offer.key} trigger={["hover", "click", "focus"]} title={t("actions.blocked")} content={<Reasons offer={offer} />}>
            {button}
          </Popover>
        ) : (
          <span key={offer.key}>{button}</span>
        );
      })}
      {asking && <ActionDialog app={app} form={form} recordId={record.id} offer={asking} onClose={() => setAsking(null)} />}
    </div>
  );
}

/** The next step in words: which action leads on, and what is still missing for it. */
export function NextStep({ actions }: { actions: ActionOffer[] }) {
  const { t } = useTranslation("app-runtime");
  const next = actions.find((offer) => offer.to?.kind !== "failure");
  if (!next) return null;
  return (
    <div className="next-step">
      <strong>{t("record.next", { action: next.label })}</strong>
      {!next.allowed && next.reasons.length > 0 ? <Reasons offer={next} /> : <span>{t("record.ready")}</span>}
    </div>
  );
}
