import { DeleteOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { deleteRecord, forgetRecords, restoreRecord } from "@/api/records";
import type { RecordItem } from "@/api/types";
import { useFaultText } from "@/ui/fault-state";

/** Deleting goes to the trash and offers to undo. */
export function RecordMenu({ app, form, record }: { app: string; form: string; record: RecordItem }) {
  const { t } = useTranslation("app-runtime");
  const { message, notification } = App.useApp();
  const faultText = useFaultText();
  const navigate = useNavigate();
  const restore = useMutation({
    mutationFn: () => restoreRecord(app, form, record.id),
    onSuccess: () => {
      forgetRecords(app, form);
      notification.destroy(record.id);
      void navigate({ to: "/apps/$app/$form/$record", params: { app, form, record: record.id } });
    },
    onError: (error) => void message.error(faultText(error)),
  });
  const remove = useMutation({
    mutationFn: () => deleteRecord(app, form, record.id, record.rev),
    onSuccess: async () => {
      await navigate({ to: "/apps/$app/$form", params: { app, form } });
      forgetRecords(app, form);
      notification.info({
        key: record.id,
        title: t("record.deleted", { title: record.title }),
        actions: (
          <Button size="small" onClick={() => restore.mutate()}>
            {t("action.undo", { ns: "app" })}
          </Button>
        ),
        duration: 12,
        role: "status",
      });
    },
    onError: (error) => void message.error(faultText(error)),
  });
  if (record.deleted_at) {
    return (
      <Button onClick={() => restore.mutate()} loading={restore.isPending}>
        {t("action.restore", { ns: "app" })}
      </Button>
    );
  }
  if (record.permissions?.delete === false) return null;
  return <Button icon={<DeleteOutlined />} aria-label={t("record.delete")} title={t("record.delete")} loading={remove.isPending} onClick={() => remove.mutate()} />;
}
