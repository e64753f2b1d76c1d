import { useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Tag } from "antd";
import { useTranslation } from "react-i18next";

import { FaultState, useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

import { listVersions, revert } from "./documents-api";
import type { Draft } from "./use-draft";

/** The published versions; reverting makes one of them the draft and publishes nothing. */
export function VersionsDrawer({ draft, onClose }: { draft: Draft<object>; onClose: () => void }) {
  const { t, i18n } = useTranslation("builder");
  const { message, modal } = App.useApp();
  const faultText = useFaultText();
  const { address } = draft;
  const versions = useQuery({ queryKey: ["versions", address.app, address.kind, address.key], queryFn: () => listVersions(address), gcTime: 0 });

  const restore = (version: number) => {
    modal.confirm({
      title: t("versions.confirm", { version }),
      content: t("versions.confirmText"),
      okText: t("versions.revert"),
      cancelText: t("publish.cancel"),
      onOk: async () => {
        try {
          await draft.flush();
          await revert(address, version);
          await draft.reload();
          void message.success(t("versions.reverted", { version }));
          onClose();
        } catch (error) {
          void message.error(faultText(error));
        }
      },
    });
  };

  return (
    <Drawer open title={t("versions.title")} onClose={onClose} size={420}>
      {versions.isPending && <Loading />}
      {versions.error && <FaultState error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.data?.length === 0 && <p>{t("versions.none")}</p>}
      <ol className="builder-versions">
        {versions.data?.map((entry) => (
          <li key={entry.version}>
            <span>
              <strong>v{entry.version}</strong> {(entry.current || entry.version === draft.published) && <Tag color="blue">{t("versions.current")}</Tag>}
              <br />
              {entry.published_at ? new Date(entry.published_at).toLocaleString(i18n.language) : ""} {entry.published_by ?? ""}
            </span>
            <Button size="small" onClick={() => restore(entry.version)} aria-label={t("versions.revertOf", { version: entry.version })}>
              {t("versions.revert")}
            </Button>
          </li>
        ))}
      </ol>
    </Drawer>
  );
}
