import { DownloadOutlined } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

import { download } from "@/api/client";
import { useFaultText } from "@/ui/fault-state";

import type { ListState } from "./toolbar";

/** Saves the list in sight as CSV: same view, filter, search and sorting. */
export function ExportButton(props: { app: string; form: string; label: string; search: ListState; view: string | undefined }) {
  const { app, form, label, search } = props;
  const { t } = useTranslation("app");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const save = useMutation({
    mutationFn: () =>
      download("POST", `/apps/${app}/forms/${form}/exports`, `${label}.csv`, {
        body: { format: "csv", view: props.view ?? null, filter: search.filter ?? null, search: search.q ?? null, sort: search.sort ?? null },
      }),
    onError: (error) => void message.error(faultText(error)),
  });
  return (
    <Button icon={<DownloadOutlined />} loading={save.isPending} onClick={() => save.mutate()}>
      {t("action.export")}
    </Button>
  );
}
