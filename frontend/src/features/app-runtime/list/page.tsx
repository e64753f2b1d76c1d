import "./list.css";

import { PlusOutlined, UploadOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { compiledQuery, recordsQuery } from "@/api/records";
import { InternalLink } from "@/ui/internal-link";
import { Loading } from "@/ui/loading";
import { useNarrow } from "@/ui/media";
import { Page } from "@/ui/page";

import { chosenColumns, defaultColumns, nextSort } from "./columns";
import { ExportButton } from "./export-button";
import { ListBody } from "./list-body";
import { Toolbar } from "./toolbar";
import { ViewTabs } from "./view-tabs";
import { currentTab, viewColumns, viewTabs } from "./views";

const Kanban = lazy(() => import("../kanban/kanban"));
const ImportDialog = lazy(() => import("../imports/dialog"));

/** All records of a form that the user may see: as a list or by stage. */
export default function ListPage() {
  const { app, form } = useParams({ from: "/signed-in/apps/$app/$form" });
  // A change of form is a new page: its choices must not carry over.
  return <List key={`${app}/${form}`} app={app} form={form} />;
}

function List({ app, form }: { app: string; form: string }) {
  const { t, i18n } = useTranslation("app-runtime");
  const search = useSearch({ from: "/signed-in/apps/$app/$form" });
  const navigate = useNavigate({ from: "/apps/$app/$form" });
  const narrow = useNarrow();
  const compiled = useSuspenseQuery(compiledQuery(app, form)).data;
  const [importing, setImporting] = useState(false);
  const tabs = viewTabs(compiled, i18n.language, { list: t("list.asList"), kanban: t("list.asKanban") });
  const tab = currentTab(tabs, search.view);
  const kanban = tab.kind === "kanban";

  const columnKeys = search.columns ? search.columns.split(",") : defaultColumns(compiled, viewColumns(tab.view));
  const columns = chosenColumns(compiled, columnKeys, t);
  const records = useInfiniteQuery({
    ...recordsQuery(app, form, { view: tab.view?.key, filter: search.filter, search: search.q, sort: search.sort, limit: 50 }),
    enabled: !kanban,
  });
  const change = useCallback(
    (next: Partial<typeof search>) => void navigate({ search: (previous) => ({ ...previous, ...next }), replace: false }),
    [navigate],
  );

  return (
    <Page
      title={compiled.form.label}
      fill={!narrow || kanban}
      actions={
        <>
          {compiled.permissions.import && !narrow && (
            <Button icon={<UploadOutlined />} onClick={() => setImporting(true)}>
              {t("action.import", { ns: "app" })}
            </Button>
          )}
          {compiled.permissions.export && !narrow && <ExportButton app={app} form={form} search={search} view={tab.view?.key} label={compiled.form.label} />}
          {compiled.permissions.create && (
            <InternalLink href={`/apps/${app}/${form}/new`} className="button-link">
              <PlusOutlined aria-hidden /> {t("action.new", { ns: "app" })}
            </InternalLink>
          )}
        </>
      }
    >
      <div style={{ display: "flex", flexDirection: "column", gap: 12, height: "100%" }}>
        <ViewTabs tabs={tabs} current={tab} onChange={(view) => change({ view: view === tabs[0].key ? undefined : view, columns: undefined, sort: undefined })} />
        <Toolbar form={compiled} search={search} columnKeys={columnKeys} kanban={kanban} onChange={change} />
        {kanban ? (
          <Suspense fallback={<Loading />}>
            <Kanban app={app} form={form} compiled={compiled} filter={search.filter} search={search.q} />
          </Suspense>
        ) : (
          <ListBody
            app={app}
            form={form}
            compiled={compiled}
            columns={columns}
            records={records}
            filtered={Boolean(search.filter || search.q)}
            sort={search.sort ?? tab.view?.sort}
            onSort={(key) => change({ sort: nextSort(search.sort, key) })}
            onClear={() => change({ filter: undefined, q: undefined })}
          />
        )}
      </div>
      {importing && (
        <Suspense fallback={null}>
          <ImportDialog app={app} form={form} compiled={compiled} onClose={() => setImporting(false)} />
        </Suspense>
      )}
    </Page>
  );
}
