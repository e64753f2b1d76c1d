import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm } from "antd";
import { useTranslation } from "react-i18next";

import { type ImportRun, undoImport } from "@/api/imports";
import { useFaultText } from "@/ui/fault-state";

/** Takes an import back after asking once. */
export function UndoButton({ app, form, run }: { app: string; form: string; run: ImportRun }) {
  const { t } = useTranslation("imports");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: () => undoImport(app, form, run.id),
    onSuccess: () => {
      void message.success(t("undone"));
      void client.invalidateQueries();
    },
    onError: (error) => void message.error(faultText(error)),
  });
  return (
    <Popconfirm title={t("sure")} onConfirm={() => undo.mutate()} okText={t("undo")} cancelText={t("action.cancel", { ns: "app" })}>
      <Button size="small" danger loading={undo.isPending}>
        {t("undo")}
      </Button>
    </Popconfirm>
  );
}
