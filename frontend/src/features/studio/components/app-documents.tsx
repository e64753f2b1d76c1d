import { DeleteOutlined, EditOutlined, ExportOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Select, Tabs, Tag } from "antd";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { deleteDocument, deleteDraft, listDocuments, planAll, publishAll, type DocumentEntry } from "@/builder/core/documents-api";
import { pickText } from "@/builder/core/localized";
import { FaultState, useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { useNarrow } from "@/ui/media";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

import { exportPackage, listApps } from "../api";
import { hasBuilder, MAIN_KINDS, OTHER_KINDS } from "../model/starters";
import { CreateDocument } from "./create-document";
import { RenameDocument } from "./rename-document";

const PublishDialog = lazy(() => import("@/builder/core/publish-dialog").then((module) => ({ default: module.PublishDialog })));

async function listOf(app: string, tab: string, signal?: AbortSignal): Promise<DocumentEntry[]> {
  if (tab !== "other") return listDocuments(app, tab, signal);
  const lists = await Promise.all(OTHER_KINDS.map((kind) => listDocuments(app, kind, signal)));
  return lists.flat();
}

/** The documents of one app, a tab per kind. */
export function AppDocuments({ app, kind }: { app: string; kind?: string }) {
  const { t, i18n } = useTranslation("studio");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const navigate = useNavigate();
  const tabs = [...MAIN_KINDS, "other"];
  const tab = kind && tabs.includes(kind) ? kind : "forms";
  const apps = useQuery({ queryKey: ["apps"], queryFn: ({ signal }) => listApps(signal) });
  const entry = apps.data?.find((candidate) => candidate.key === app);
  const name = pickText(entry?.label, i18n.language) || app;
  const client = useQueryClient();
  const [isPublishing, setIsPublishing] = useState(false);
  const plan = useCallback(() => planAll(app), [app]);
  const close = useCallback(() => setIsPublishing(false), []);
  const published = () => {
    close();
    void client.invalidateQueries({ queryKey: ["documents", app] });
    void client.invalidateQueries({ queryKey: ["me"] });
  };
  const isNarrow = useNarrow();
  const names = tabs.map((value) => ({ value, label: t(`tab.${value}`) }));
  const choose = (next: string) => void navigate({ to: "/studio/$app", params: { app }, hash: next });
  const exportAll = () => {
    exportPackage(app).catch((error: unknown) => void message.error(faultText(error)));
  };
  return (
    <Page
      title={name}
      subtitle={pickText(entry?.description, i18n.language) || t("app.subtitle")}
      actions={
        <>
          <Button onClick={() => void navigate({ to: "/studio" })}>{t("app.all")}</Button>
          <Button icon={<ExportOutlined />} onClick={exportAll}>
            {t("package.export")}
          </Button>
          <Button type="primary" onClick={() => setIsPublishing(true)}>
            {t("app.publishAll")}
          </Button>
        </>
      }
    >
      {isNarrow ? (
        <>
          <Select aria-label={t("tab.title")} value={tab} options={names} onChange={choose} style={{ width: "100%", marginBottom: 12 }} />
          <DocumentList key={tab} app={app} tab={tab} />
        </>
      ) : (
        <Tabs
          activeKey={tab}
          onChange={choose}
          items={names.map(({ value, label }) => ({ key: value, label, children: value === tab ? <DocumentList key={value} app={app} tab={value} /> : null }))}
        />
      )}
      {isPublishing && (
        <Suspense fallback={null}>
          <PublishDialog title={t("app.publishAll")} app={app} plan={plan} publish={(consent) => publishAll(app, consent)} onClose={close} onPublished={published} />
        </Suspense>
      )}
    </Page>
  );
}

function DocumentList({ app, tab }: { app: string; tab: string }) {
  const { t, i18n } = useTranslation("studio");
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const faultText = useFaultText();
  const [isCreating, setIsCreating] = useState(false);
  const [renamed, setRenamed] = useState<DocumentEntry | null>(null);
  const documents = useQuery({ queryKey: ["documents", app, tab], queryFn: ({ signal }) => listOf(app, tab, signal) });
  const open = (kind: string, key: string) => {
    if (hasBuilder(kind)) void navigate({ to: `/studio/$app/${kind}/$key` as "/studio/$app/forms/$key", params: { app, key } });
    else void navigate({ to: "/studio/$app", params: { app }, hash: `${kind}/${key}` });
  };
  /** A draft goes alone; a document without draft goes as a whole, unless something refers to it. */
  const remove = (document: DocumentEntry, label: string) => {
    const isDraftOnly = document.published !== null && document.hasDraft;
    const name = document.published === null ? "deleteNew" : isDraftOnly ? "deleteDraft" : "deleteDocument";
    const address = { app, kind: document.kind, key: document.key };
    modal.confirm({
      title: t(`list.${name}`, { label }),
      content: t(`list.${name}Text`),
      okText: t("list.delete"),
      cancelText: t("create.cancel"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await (name === "deleteDocument" ? deleteDocument(address) : deleteDraft(address, null));
          await client.invalidateQueries({ queryKey: ["documents", app] });
        } catch (error) {
          void message.error(faultText(error));
        }
      },
    });
  };
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setIsCreating(true)} data-testid={`create-${tab}`}>
      {t(`create.${tab}`)}
    </Button>
  );
  return (
    <>
      {documents.isPending && <Loading />}
      {documents.error && <FaultState error={documents.error} onRetry={() => void documents.refetch()} />}
      {documents.data?.length === 0 && <StateCard title={t(`empty.${tab}`)} text={t(`emptyText.${tab}`)} action={create} />}
      {documents.data && documents.data.length > 0 && (
        <>
          <div style={{ marginBottom: 12 }}>{create}</div>
          <ul className="studio-list">
            {documents.data.map((document) => {
              const label = pickText(document.label, i18n.language) || document.key;
              return (
                <li key={`${document.kind}/${document.key}`}>
                  <button type="button" className="studio-open" onClick={() => open(document.kind, document.key)}>
                    <strong>{label}</strong>
                    <span className="studio-note">
                      {tab === "other" ? `${t(`kind.${document.kind}`)} · ` : ""}
                      {document.key}
                      {document.publishedAt ? ` · ${t("app.lastPublish", { date: new Date(document.publishedAt).toLocaleString(i18n.language) })}` : ""}
                    </span>
                  </button>
                  <span className="studio-tags">
                    {document.published !== null && <Tag color="blue">v{document.published}</Tag>}
                    {(document.hasDraft || document.published === null) && <Tag>{t("list.draft")}</Tag>}
                  </span>
                  <Button type="text" icon={<EditOutlined />} aria-label={t("list.rename", { label })} onClick={() => setRenamed(document)} />
                  <Button
                    type="text"
                    icon={<DeleteOutlined />}
                    aria-label={t(document.published === null ? "list.deleteNew" : document.hasDraft ? "list.deleteDraft" : "list.deleteDocument", { label })}
                    onClick={() => remove(document, label)}
                  />
                </li>
              );
            })}
          </ul>
        </>
      )}
      {isCreating && (
        <CreateDocument app={app} kind={tab} taken={(documents.data ?? []).map((document) => document.key)} onClose={() => setIsCreating(false)} onCreated={open} />
      )}
      {renamed && <RenameDocument app={app} document={renamed} onClose={() => setRenamed(null)} />}
    </>
  );
}
