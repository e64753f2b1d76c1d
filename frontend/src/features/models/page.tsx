import "./models.css";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { isBusy, type Model, modelsQuery, trainModel } from "@/api/models";
import { can, useMe } from "@/api/session";
import { formatInstant, formatNumber, formatPercent, formatRelative } from "@/fields/common/format";
import { FaultState, useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

import { CardDrawer } from "./card-drawer";

/** The models of an app: how good each is, which version is live, and its card. */
export default function ModelsPage() {
  const { app } = useParams({ from: "/signed-in/studio/$app/models" });
  const { t } = useTranslation("models");
  const me = useMe();
  const models = useQuery(modelsQuery(app));
  const [open, setOpen] = useState<{ model: Model; version: number } | null>(null);
  const label = me.apps.find((entry) => entry.key === app)?.label ?? app;
  return (
    <Page title={t("title")} subtitle={label} width={1000}>
      {models.isPending ? (
        <Loading />
      ) : models.isError ? (
        <FaultState error={models.error} onRetry={() => void models.refetch()} />
      ) : models.data.length === 0 ? (
        <StateCard title={t("empty")} text={t("emptyText")} />
      ) : (
        <ul className="model-list" aria-label={t("title")}>
          {models.data.map((model) => (
            <ModelItem key={model.key} app={app} model={model} mayTrain={can(me, "train")} onOpen={(version) => setOpen({ model, version })} />
          ))}
        </ul>
      )}
      {open && <CardDrawer app={app} model={open.model} version={open.version} mayPromote={can(me, "train")} onClose={() => setOpen(null)} />}
    </Page>
  );
}

function ModelItem({ app, model, mayTrain, onOpen }: { app: string; model: Model; mayTrain: boolean; onOpen: (version: number) => void }) {
  const { t, i18n } = useTranslation("models");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const client = useQueryClient();
  const language = i18n.language;
  const train = useMutation({
    mutationFn: () => trainModel(app, model.key),
    onSuccess: () => {
      void message.success(t("trainingStarted"));
      void client.invalidateQueries({ queryKey: ["models", app] });
    },
    onError: (error) => void message.error(faultText(error)),
  });
  const newest = model.versions[0];
  const busy = isBusy(model);
  return (
    <li>
      <div className="model-head">
        <h2>{model.label}</h2>
        <span className="model-state" data-state={model.state}>
          {t(`states.${busy ? "training" : model.state}`, { defaultValue: model.state })}
        </span>
      </div>
      <p className="model-note">
        {model.plugin_label}
        {model.live !== null && ` · ${t("live", { version: model.live })}`}
        {newest && ` · ${t("trained", { when: formatRelative(newest.trained_at, language) })}`}
      </p>
      {newest?.reason_text && <p role="note">{newest.reason_text}</p>}
      {model.last_run?.error && <p role="alert">{model.last_run.error}</p>}
      {newest && (
        <dl className="model-figures">
          {newest.rows != null && <Figure label={t("rows")} value={formatNumber(newest.rows, language, 0)} />}
          {newest.auc && (
            <Figure
              label={t("auc")}
              value={formatNumber(newest.auc.value, language, 3)}
              hint={t("interval", { low: formatNumber(newest.auc.low, language, 3), high: formatNumber(newest.auc.high, language, 3) })}
            />
          )}
          {newest.base_rate != null && <Figure label={t("baseRate")} value={formatPercent(newest.base_rate, language)} />}
          {newest.brier_skill && <Figure label={t("skill")} value={formatPercent(newest.brier_skill.value, language)} hint={t("skillHint")} />}
        </dl>
      )}
      <div style={{ display: "flex", flexWrap: "wrap", gap: 8 }}>
        {mayTrain && (
          <Button type={newest ? "default" : "primary"} loading={train.isPending || busy} onClick={() => train.mutate()}>
            {t("train")}
          </Button>
        )}
        {model.versions.slice(0, 5).map((version) => (
          <Button key={version.number} title={formatInstant(version.trained_at, language)} onClick={() => onOpen(version.number)}>
            {t("card", { version: version.number })}
          </Button>
        ))}
      </div>
    </li>
  );
}

function Figure({ label, value, hint }: { label: string; value: string; hint?: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {value} {hint && <small>{hint}</small>}
      </dd>
    </div>
  );
}
