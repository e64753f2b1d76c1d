import { AppstoreOutlined, ImportOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Card } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";
import { pickText } from "@/builder/core/localized";

import { listApps } from "../api";
import { CreateApp } from "./create-app";
import { ImportPackage } from "./import-package";

/** All apps as cards. */
export function Apps() {
  const { t, i18n } = useTranslation("studio");
  const [dialog, setDialog] = useState<"create" | "import" | null>(null);
  const apps = useQuery({ queryKey: ["apps"], queryFn: ({ signal }) => listApps(signal) });
  const close = () => setDialog(null);
  return (
    <Page
      title={t("title")}
      subtitle={t("subtitle")}
      actions={
        <>
          <Button icon={<ImportOutlined />} onClick={() => setDialog("import")}>
            {t("package.import")}
          </Button>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setDialog("create")}>
            {t("app.create")}
          </Button>
        </>
      }
    >
      {apps.isPending && <Loading />}
      {apps.error && <FaultState error={apps.error} onRetry={() => void apps.refetch()} />}
      {apps.data?.length === 0 && (
        <StateCard
          icon={<AppstoreOutlined />}
          title={t("app.none")}
          text={t("app.noneText")}
          action={
            <Button type="primary" onClick={() => setDialog("create")}>
              {t("app.create")}
            </Button>
          }
        />
      )}
      <ul className="studio-cards">
        {apps.data?.map((app) => (
          <li key={app.key}>
            <Card size="small">
              <h2 className="studio-card-title">
                <Link to="/studio/$app" params={{ app: app.key }}>
                  {pickText(app.label, i18n.language) || app.key}
                </Link>
              </h2>
              <p className="studio-note">{pickText(app.description, i18n.language) || app.key}</p>
              <p className="studio-note">
                {app.publishedAt ? t("app.lastPublish", { date: new Date(app.publishedAt).toLocaleString(i18n.language) }) : app.updatedAt ? t("app.changed", { date: new Date(app.updatedAt).toLocaleString(i18n.language) }) : ""}
              </p>
            </Card>
          </li>
        ))}
      </ul>
      {dialog === "create" && <CreateApp onClose={close} />}
      {dialog === "import" && <ImportPackage onClose={close} />}
    </Page>
  );
}
