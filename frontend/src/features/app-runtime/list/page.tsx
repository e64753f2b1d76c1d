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

const Kanban = lazy(() => import("../kanban/kanban"));
const ImportDialog = lazy(() => import("../imports/dialog"));

/** All records of a form that the user may see: as a list or by stage. */
export default function ListPage() {
  const { app, form } = useParams({ from: "/signed-in/apps/$app/$form" });
  // A change of form is a new page: its choices must not carry over.
  return <List key={`${app}/${form}`} app={app} form={form} />;
}

function List({ app, form }: { app: string; form: string }) {
  const { t } = useTranslation("app-runtime");
  const search = useSearch({ from: "/signed-in/apps/$app/$form" });
  const navigate = useNavigate({ from: "/apps/$app/$form" });
  const narrow = useNarrow();
  const compiled = useSuspenseQuery(compiledQuery(app, form)).data;
  const [importing, setImporting] = useState(false);
  const kanban = search.view === "kanban" && compiled.stages.length > 0;

  const columnKeys = search.columns ? search.columns.split(",") : defaultColumns(compiled, listViewColumns(compiled));
  const columns = chosenColumns(compiled, columnKeys, t);
  const records = useInfiniteQuery({
    ...recordsQuery(app, form, { filter: search.filter, search: search.q, sort: search.sort, limit: 50 }),
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
          {compiled.permissions.export && !narrow && <ExportButton app={app} form={form} search={search} columns={columnKeys} label={compiled.form.label} />}
          {compiled.permissions.create && (
            <InternalLink href={`/apps/${app}/${form}/new`} className="button-link">
              <PlusOutlined aria-hidden /> {t("action.new", { ns: "app" })}
            </InternalLink>
          )}
        </>
      }
    >
      <div style={{ display: "flex", flexDirection: "column", gap: 12, height: "100%" }}>
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
            sort={search.sort}
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

/** Columns that the form's own list view names, where the server sends its views. */
function listViewColumns(compiled: unknown): string[] | undefined {
  const views = (compiled as { views?: { type?: string; columns?: unknown }[] }).views;
  const columns = views?.find((view) => view.type === "list")?.columns;
  if (!Array.isArray(columns)) return undefined;
  return columns.map((entry) => (typeof entry === "string" ? entry : String((entry as { field?: string }).field ?? ""))).filter(Boolean);
}
