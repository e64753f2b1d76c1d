import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { cardQuery, type Model, type ModelCard, promoteModel } from "@/api/models";
import { formatInstant } from "@/fields/common/format";
import { FaultState, useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

import { CardBody } from "./card-body";

/** One version's card: what it learned from, how good it is, where it must not be trusted. */
export function CardDrawer(props: { app: string; model: Model; version: number; mayPromote: boolean; onClose: () => void }) {
  const { app, model, version } = props;
  const { t, i18n } = useTranslation("models");
  const card = useQuery(cardQuery(app, model.key, version));
  return (
    <Drawer open size={720} onClose={props.onClose} title={t("cardTitle", { model: model.label, version })}>
      {card.isPending ? (
        <Loading />
      ) : card.isError ? (
        <FaultState error={card.error} onRetry={() => void card.refetch()} />
      ) : (
        <div style={{ display: "grid", gap: 20 }}>
          <p style={{ margin: 0 }}>
            {t(`states.${card.data.state}`, { defaultValue: card.data.state })} · {formatInstant(card.data.trained_at, i18n.language)}
          </p>
          {card.data.reason_text && <Alert type="warning" showIcon title={card.data.reason_text} />}
          {props.mayPromote && card.data.state !== "live" && <Promote app={app} model={model} card={card.data} onDone={props.onClose} />}
          <CardBody card={card.data.card} />
        </div>
      )}
    </Drawer>
  );
}

function Promote({ app, model, card, onDone }: { app: string; model: Model; card: ModelCard; onDone: () => void }) {
  const { t } = useTranslation("models");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const promote = useMutation({
    mutationFn: () => promoteModel(app, model.key, card.number, note.trim()),
    onSuccess: () => {
      void message.success(t("promoted", { version: card.number }));
      void client.invalidateQueries({ queryKey: ["models", app] });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        promote.mutate();
      }}
      style={{ display: "grid", gap: 8 }}
    >
      <label htmlFor="promote-note">{t("note")}</label>
      <Input.TextArea id="promote-note" value={note} onChange={(event) => setNote(event.target.value)} autoSize={{ minRows: 1, maxRows: 4 }} />
      {promote.error && (
        <div role="alert" style={{ color: "var(--triloom-color-error)" }}>
          {faultText(promote.error)}
        </div>
      )}
      <div>
        <Button type="primary" htmlType="submit" loading={promote.isPending}>
          {t("promote", { version: card.number })}
        </Button>
      </div>
    </form>
  );
}
