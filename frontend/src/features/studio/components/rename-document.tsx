import { useQueryClient } from "@tanstack/react-query";
import { Alert, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { loadDraft, saveDraft, type DocumentEntry } from "@/builder/core/documents-api";
import { LocalizedInput } from "@/builder/core/localized-input";
import { pickText } from "@/builder/core/localized";
import { useFaultText } from "@/ui/fault-state";

/** Changes the name of a document in its draft; the published name changes with the next publish. */
export function RenameDocument({ app, document, onClose }: { app: string; document: DocumentEntry; onClose: () => void }) {
  const { t, i18n } = useTranslation("studio");
  const client = useQueryClient();
  const faultText = useFaultText();
  const [label, setLabel] = useState(document.label);
  const [fault, setFault] = useState<string | null>(null);
  const rename = async () => {
    const address = { app, kind: document.kind, key: document.key };
    try {
      const { body, etag } = await loadDraft<Record<string, unknown>>(address);
      const answer = await saveDraft(address, { ...body, label }, etag);
      if (answer.kind !== "saved") return setFault(answer.kind === "failed" && answer.message ? answer.message : t("list.stale"));
      await client.invalidateQueries({ queryKey: ["documents", app] });
      onClose();
    } catch (error) {
      setFault(faultText(error));
    }
  };
  return (
    <Modal open title={t("list.rename", { label: pickText(document.label, i18n.language) })} okText={t("list.renameConfirm")} cancelText={t("create.cancel")} onOk={() => void rename()} onCancel={onClose}>
      {fault !== null && <Alert type="error" showIcon role="alert" title={fault} style={{ marginBottom: 12 }} />}
      <LocalizedInput label={t("name.label")} value={label} onChange={setLabel} />
      {document.published !== null && <p className="studio-note">{t("list.renameHint")}</p>}
    </Modal>
  );
}
