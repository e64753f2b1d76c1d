import { useQuery } from "@tanstack/react-query";
import { App, Button, Drawer, Tag } from "antd";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { FaultState, useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

import { listVersions, loadVersion } from "./documents-api";
import type { Draft } from "./use-draft";

interface Props {
  draft: Draft<object>;
  /** Brings a stored body into the shape that the builder edits. */
  normalise: (body: object, key: string) => object;
  onRevert: (version: number) => void;
  onClose: () => void;
}

/** The published versions: take one as the draft, an edit like any other, or publish it again. */
export function VersionsDrawer({ draft, normalise, onRevert, onClose }: Props) {
  const { t, i18n } = useTranslation("builder");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const { address } = draft;
  const versions = useQuery({ queryKey: ["versions", address.app, address.kind, address.key], queryFn: () => listVersions(address), gcTime: 0 });
  const people = useQuery({
    queryKey: ["people"],
    queryFn: () => api.get<{ items: { id: string; name: string }[] }>("/users", { query: { limit: 500 } }),
    staleTime: 60_000,
    retry: false,
  });
  const nameOf = (id: string | null) => people.data?.items.find((person) => person.id === id)?.name ?? "";

  const take = async (version: number) => {
    try {
      const body = await loadVersion<object>(address, version);
      draft.store.change(() => normalise(body, address.key), { select: null });
      void message.success(t("versions.taken", { version }));
      onClose();
    } catch (error) {
      void message.error(faultText(error));
    }
  };

  return (
    <Drawer open title={t("versions.title")} onClose={onClose} size={460}>
      {versions.isPending && <Loading />}
      {versions.error && <FaultState error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.data?.length === 0 && <p>{t("versions.none")}</p>}
      <ol className="builder-versions">
        {versions.data?.map((entry) => (
          <li key={entry.version}>
            <span>
              <strong>v{entry.version}</strong> {entry.current && <Tag color="blue">{t("versions.current")}</Tag>}
              <br />
              {entry.published_at ? new Date(entry.published_at).toLocaleString(i18n.language) : ""} {nameOf(entry.published_by)}
            </span>
            <span className="builder-version-actions">
              <Button size="small" onClick={() => void take(entry.version)} aria-label={t("versions.takeOf", { version: entry.version })}>
                {t("versions.take")}
              </Button>
              {!entry.current && (
                <Button size="small" onClick={() => onRevert(entry.version)} aria-label={t("versions.revertOf", { version: entry.version })}>
                  {t("versions.revert")}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ol>
      <p className="builder-hint">{t("versions.hint")}</p>
    </Drawer>
  );
}
