import { Alert, App, Button, Checkbox, Modal, Tag } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiError, type Fault } from "@/api/problem";
import { useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

import type { PlanProblem, PublishPlan } from "./documents-api";
import { pickText } from "./localized";
import { ProblemList, type ElementLink } from "./problem-list";

interface Props {
  title: string;
  app: string;
  /** The document that is open; faults of others lead away from it. */
  own?: { kind: string; key: string };
  /** Answer the plan, or null when the dialog has to close, for example on a conflict. */
  plan: () => Promise<PublishPlan | null>;
  publish: (consent: string[]) => Promise<unknown>;
  onClose: () => void;
  onPublished: () => void;
  linkOf?: (pointer: string) => ElementLink | null;
  onOpenElement?: (id: string) => void;
}

/** Shows what a publish will do, asks for every consent it needs, then does it. */
export function PublishDialog({ title, app, own, plan: makePlan, publish, onClose, onPublished, linkOf, onOpenElement }: Props) {
  const { t } = useTranslation("builder");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const [plan, setPlan] = useState<PublishPlan | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const [consent, setConsent] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);

  const load = useCallback(async () => {
    setPlan(null);
    setConsent([]);
    try {
      const next = await makePlan();
      if (next === null) return onClose();
      setPlan(next);
      setFault(null);
    } catch (error) {
      setFault(error);
    }
  }, [makePlan, onClose]);

  // The dialog mounts when it opens; the plan belongs to the draft of that moment.
  useEffect(() => {
    void load();
  }, []);

  const confirm = async () => {
    setBusy(true);
    try {
      await publish([...consent]);
      void message.success(t("publish.done"));
      onPublished();
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) await load();
      setFault(error);
    } finally {
      setBusy(false);
    }
  };

  /** A publish can break other documents; their faults lead to them. */
  const documentOf = (problem: Fault) => {
    const { kind, key } = problem as PlanProblem;
    if (kind === undefined || key === undefined || (kind === own?.kind && key === own.key)) return null;
    const hasPage = ["forms", "flows", "reports", "boards"].includes(kind);
    const href = hasPage ? `/studio/${app}/${kind}/${key}` : `/studio/${app}#${kind}/${key}`;
    return { href, label: `${t(`kind.${kind}`, { defaultValue: kind })} ${key}` };
  };
  const needed = plan?.consent_required ?? [];
  const isReady = plan !== null && plan.problems.length === 0 && needed.every((item) => consent.includes(item.token));
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      width={640}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("publish.cancel")}
        </Button>,
        <Button key="go" type="primary" loading={busy} disabled={!isReady} onClick={() => void confirm()} data-testid="publish-confirm">
          {t("publish.confirm")}
        </Button>,
      ]}
    >
      {fault !== null && (
        <Alert type="error" showIcon role="alert" title={faultText(fault)} action={<Button size="small" onClick={() => void load()}>{t("save.retry")}</Button>} />
      )}
      {plan === null && fault === null && <Loading />}
      {plan !== null && (
        <PlanView
          plan={plan}
          consent={consent}
          onConsent={setConsent}
          problems={
            <ProblemList
              problems={plan.problems}
              linkOf={linkOf ?? (() => null)}
              documentOf={documentOf}
              onOpen={(id) => {
                onClose();
                onOpenElement?.(id);
              }}
            />
          }
        />
      )}
    </Modal>
  );
}

function PlanView(props: {
  plan: PublishPlan;
  consent: readonly string[];
  onConsent: (tokens: string[]) => void;
  problems: React.ReactNode;
}) {
  const { t, i18n } = useTranslation("builder");
  const { plan } = props;
  const consents = plan.consent_required ?? [];
  const kinds = (kind: string) => t(`kind.${kind}`, { defaultValue: kind });
  return (
    <div data-testid="publish-plan">
      <p>
        {(plan.documents ?? []).map((document) => (
          <Tag key={`${document.kind}/${document.key}`}>
            {kinds(document.kind)} {document.key}{" "}
            {document.from_version ? `v${document.from_version} → v${document.to_version}` : t("publish.first")}
          </Tag>
        ))}
      </p>
      {plan.problems.length > 0 && (
        <>
          <h3 className="builder-heading">{t("publish.problems")}</h3>
          {props.problems}
        </>
      )}
      <h3 className="builder-heading">{t("publish.steps")}</h3>
      {plan.steps.length === 0 && <p>{t("publish.noSteps")}</p>}
      <ul className="builder-plan">
        {plan.steps.map((step, index) => (
          <li key={index} className={step.cells_lost ? "builder-loss" : undefined}>
            {step.text}
          </li>
        ))}
      </ul>
      {plan.dependents.length > 0 && (
        <>
          <h3 className="builder-heading">{t("publish.dependents")}</h3>
          <ul className="builder-plan">
            {plan.dependents.map((item) => (
              <li key={`${item.kind}/${item.key}/${item.reason}`}>
                {kinds(item.kind)} {pickText(item.label, i18n.language) || item.key}
                {item.reason ? ` · ${item.reason}` : ""}
              </li>
            ))}
          </ul>
        </>
      )}
      {consents.length > 0 && (
        <fieldset className="builder-consents">
          <legend>{t("publish.consent")}</legend>
          <Checkbox.Group value={[...props.consent]} onChange={(values) => props.onConsent(values.map(String))}>
            {consents.map((item) => (
              <Checkbox key={item.token} value={item.token}>
                {item.text}
              </Checkbox>
            ))}
          </Checkbox.Group>
        </fieldset>
      )}
    </div>
  );
}
