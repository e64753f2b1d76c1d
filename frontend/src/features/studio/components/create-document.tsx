import { useQueryClient } from "@tanstack/react-query";
import { Alert, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { saveDraft } from "@/builder/core/documents-api";
import { useDocuments } from "@/builder/core/form-fields";
import { pickText } from "@/builder/core/localized";
import { PluginSelect } from "@/builder/core/plugins";
import { PropertyField } from "@/builder/core/property-panel";

import { needsForm, OTHER_KINDS, starterOf } from "../model/starters";
import { labelOfNames, NameFields, NO_NAMES, namesFault } from "./name-fields";

interface Props {
  app: string;
  /** `other` lets the user choose among the kinds without a tab of their own. */
  kind: string;
  taken: readonly string[];
  onClose: () => void;
  onCreated: (kind: string, key: string) => void;
}

export function CreateDocument({ app, kind: tab, taken, onClose, onCreated }: Props) {
  const { t, i18n } = useTranslation("studio");
  const client = useQueryClient();
  const forms = useDocuments(app, "forms");
  const [kind, setKind] = useState(tab === "other" ? "metrics" : tab);
  const [names, setNames] = useState(NO_NAMES);
  const [form, setForm] = useState<string>();
  const [plugin, setPlugin] = useState<string>();
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const chosen = form ?? forms[0]?.key;
  const isReady = namesFault(names, taken) === null && (!needsForm(kind) || chosen !== undefined) && (kind !== "models" || plugin !== undefined);

  const create = async () => {
    setBusy(true);
    const body = starterOf(kind, { key: names.key, label: labelOfNames(names), form: chosen, plugin });
    const answer = await saveDraft({ app, kind, key: names.key }, body, null);
    if (answer.kind === "saved") {
      await client.invalidateQueries({ queryKey: ["documents", app] });
      onCreated(kind, names.key);
      return;
    }
    setBusy(false);
    setFault(answer.kind === "conflict" ? t("name.taken") : answer.message || t("app:fault.network"));
  };
  return (
    <Modal
      open
      title={t(`create.${tab}`)}
      okText={t("create.confirm")}
      okButtonProps={{ disabled: !isReady, loading: busy }}
      cancelText={t("create.cancel")}
      onOk={() => void create()}
      onCancel={onClose}
    >
      {fault !== null && <Alert type="error" showIcon role="alert" title={fault} style={{ marginBottom: 12 }} />}
      {tab === "other" && (
        <PropertyField label={t("create.kind")}>
          {(id) => <Select id={id} aria-label={t("create.kind")} value={kind} options={OTHER_KINDS.map((value) => ({ value: value as string, label: t(`kind.${value}`) }))} onChange={setKind} />}
        </PropertyField>
      )}
      <NameFields names={names} taken={taken} onChange={setNames} />
      {needsForm(kind) && (
        <PropertyField label={t("create.form")} error={forms.length === 0 ? t("create.noForm") : undefined}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("create.form")}
              value={chosen}
              options={forms.map((entry) => ({ value: entry.key, label: pickText(entry.label, i18n.language) || entry.key }))}
              onChange={setForm}
            />
          )}
        </PropertyField>
      )}
      {kind === "models" && <PluginSelect label={t("create.plugin")} value={plugin} onChange={setPlugin} />}
    </Modal>
  );
}
