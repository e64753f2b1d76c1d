import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Modal, Tag } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { PublishPlan } from "@/builder/core/documents-api";
import { ProblemList } from "@/builder/core/problem-list";
import { useFaultText } from "@/ui/fault-state";

import { sendPackage } from "../api";

type PackagePlan = Partial<PublishPlan> & { plan?: Partial<PublishPlan> };

/** Installs or upgrades an app from a package; shows the plan first. */
export function ImportPackage({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("studio");
  const client = useQueryClient();
  const faultText = useFaultText();
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [plan, setPlan] = useState<Partial<PublishPlan> | null>(null);
  const [consent, setConsent] = useState<string[]>([]);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);

  const run = async (task: () => Promise<void>) => {
    setBusy(true);
    setFault(null);
    try {
      await task();
    } catch (error) {
      setFault(error);
    }
    setBusy(false);
  };
  const choose = (next: File | null) => {
    setFile(next);
    setPlan(null);
    setConsent([]);
    if (next === null) return;
    void run(async () => {
      const answer = await sendPackage<PackagePlan>(next, true, []);
      setPlan(answer.plan ?? answer);
    });
  };
  const install = () => {
    if (file === null) return;
    void run(async () => {
      await sendPackage(file, false, consent);
      await Promise.all([client.invalidateQueries({ queryKey: ["apps"] }), client.invalidateQueries({ queryKey: ["me"] })]);
      onClose();
    });
  };
  const needed = plan?.consent_required ?? [];
  const isReady = plan !== null && (plan.problems ?? []).length === 0 && needed.every((item) => consent.includes(item.token));
  return (
    <Modal
      open
      title={t("package.import")}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t("create.cancel")}
        </Button>,
        <Button key="install" type="primary" disabled={!isReady} loading={busy} onClick={install}>
          {t("package.install")}
        </Button>,
      ]}
    >
      <p>
        <label htmlFor={id}>{t("package.file")}</label>
        <br />
        <input id={id} type="file" accept=".zip" onChange={(event) => choose(event.target.files?.[0] ?? null)} />
      </p>
      {fault !== null && <Alert type="error" showIcon role="alert" title={faultText(fault)} />}
      {plan !== null && (
        <>
          <p>
            {(plan.documents ?? []).map((document) => (
              <Tag key={`${document.kind}/${document.key}`}>
                {document.key} v{document.to_version}
              </Tag>
            ))}
          </p>
          {(plan.problems ?? []).length > 0 && <ProblemList problems={plan.problems ?? []} linkOf={() => null} onOpen={() => undefined} />}
          <ul>{(plan.steps ?? []).map((step, index) => <li key={index}>{step.text}</li>)}</ul>
          {needed.length > 0 && (
            <Checkbox.Group
              value={consent}
              onChange={(values) => setConsent(values.map(String))}
              options={needed.map((item) => ({ value: item.token, label: item.text }))}
            />
          )}
        </>
      )}
    </Modal>
  );
}
