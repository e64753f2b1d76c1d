import "./record.css";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";

import { compiledQuery, recordQuery } from "@/api/records";
import { InternalLink } from "@/ui/internal-link";
import { Page } from "@/ui/page";

import { ActionBar, NextStep } from "./action-bar";
import { Details } from "./details";
import { Facts } from "./facts";
import { Files } from "./files";
import { History } from "./history";
import { Intelligence } from "./intelligence";
import { RecordMenu } from "./record-menu";
import { Related } from "./related";
import { StagePath } from "./stage-path";
import { Waiting } from "./waiting";

/** One record: where it stands, what comes next, and all about it. */
export default function RecordPage() {
  const { app, form, record } = useParams({ from: "/signed-in/apps/$app/$form/$record" });
  return <RecordView key={record} app={app} form={form} recordId={record} />;
}

function RecordView({ app, form, recordId }: { app: string; form: string; recordId: string }) {
  const { t } = useTranslation("app-runtime");
  const { tab } = useSearch({ from: "/signed-in/apps/$app/$form/$record" });
  const navigate = useNavigate({ from: "/apps/$app/$form/$record" });
  const record = useSuspenseQuery(recordQuery(app, form, recordId)).data;
  const compiled = useSuspenseQuery(compiledQuery(app, form, recordId)).data;
  const editable = compiled.permissions.update && record.permissions?.update !== false && !record.deleted_at;
  const actions = compiled.actions ?? [];
  const computed = compiled.fields.some((field) => field.type === "computed");
  const attachments = compiled.fields.some((field) => field.type === "attachment");
  const title = record.title || record.id;
  return (
    <Page
      title={title}
      subtitle={<InternalLink href={`/apps/${app}/${form}`}>{compiled.form.label}</InternalLink>}
      actions={
        <>
          <ActionBar app={app} form={form} record={record} actions={actions} />
          <RecordMenu app={app} form={form} record={record} />
        </>
      }
    >
      <div style={{ display: "grid", gap: 16 }}>
        {compiled.stages.length > 0 && <StagePath stages={compiled.stages} current={record.stage} />}
        {actions.length > 0 && <NextStep actions={actions} />}
        {compiled.stages.length > 0 && <Waiting app={app} form={form} recordId={recordId} />}
        <Facts app={app} compiled={compiled} record={record} />
        <div className="panel">
          <Tabs
            activeKey={tab ?? "details"}
            onChange={(key) => void navigate({ search: key === "details" ? {} : { tab: key }, replace: true })}
            destroyOnHidden
            items={[
              {
                key: "details",
                label: t("tabs.details"),
                children: <Details key={record.rev} app={app} form={form} compiled={compiled} record={record} editable={editable} />,
              },
              { key: "related", label: t("tabs.related"), children: <Related app={app} form={form} recordId={recordId} /> },
              { key: "history", label: t("tabs.history"), children: <History app={app} form={form} record={record} compiled={compiled} /> },
              ...(attachments ? [{ key: "files", label: t("tabs.files"), children: <Files app={app} compiled={compiled} record={record} /> }] : []),
              ...(computed
                ? [{ key: "intelligence", label: t("tabs.intelligence"), children: <Intelligence app={app} form={form} compiled={compiled} record={record} /> }]
                : []),
            ]}
          />
        </div>
      </div>
    </Page>
  );
}
