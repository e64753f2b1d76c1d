import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useFaultText } from "@/ui/fault-state";

import { createApp } from "../api";
import { labelOfNames, NameFields, NO_NAMES, namesFault } from "./name-fields";

export function CreateApp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("studio");
  const client = useQueryClient();
  const navigate = useNavigate();
  const faultText = useFaultText();
  const [names, setNames] = useState(NO_NAMES);
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const create = async () => {
    setBusy(true);
    try {
      await createApp(names.key, labelOfNames(names));
      await Promise.all([client.invalidateQueries({ queryKey: ["apps"] }), client.invalidateQueries({ queryKey: ["me"] })]);
      await navigate({ to: "/studio/$app", params: { app: names.key } });
    } catch (error) {
      setFault(error);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t("app.create")}
      okText={t("create.confirm")}
      okButtonProps={{ disabled: namesFault(names, []) !== null, loading: busy }}
      cancelText={t("create.cancel")}
      onOk={() => void create()}
      onCancel={onClose}
    >
      {fault !== null && <Alert type="error" showIcon role="alert" title={faultText(fault)} style={{ marginBottom: 12 }} />}
      <NameFields names={names} taken={[]} onChange={setNames} />
    </Modal>
  );
}
