import { useQuery } from "@tanstack/react-query";
import { Button, Tabs } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { rolesQuery, teamsQuery, type User } from "@/api/directory";
import { can, useMe } from "@/api/session";
import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

import { TeamDialog } from "./team-dialog";
import { TeamTree } from "./team-tree";
import { UserDialog } from "./user-dialog";
import { UserTable } from "./user-table";

/** Who works here, in which team, with which roles. */
export default function AdminPage() {
  const { t } = useTranslation("admin");
  const me = useMe();
  const teams = useQuery(teamsQuery);
  const roles = useQuery(rolesQuery);
  const [tab, setTab] = useState("users");
  const [user, setUser] = useState<User | "new" | null>(null);
  const [team, setTeam] = useState(false);
  if (!can(me, "administer")) {
    return (
      <Page title={t("title")}>
        <StateCard role="alert" title={t("fault.forbiddenTitle", { ns: "app" })} text={t("forbidden")} />
      </Page>
    );
  }
  const failed = teams.error ?? roles.error;
  return (
    <Page
      title={t("title")}
      width={1100}
      actions={
        tab === "users" ? (
          <Button type="primary" onClick={() => setUser("new")}>
            {t("newUser")}
          </Button>
        ) : (
          <Button type="primary" onClick={() => setTeam(true)}>
            {t("newTeam")}
          </Button>
        )
      }
    >
      {failed ? (
        <FaultState error={failed} onRetry={() => void Promise.all([teams.refetch(), roles.refetch()])} />
      ) : !teams.data || !roles.data ? (
        <Loading />
      ) : (
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            { key: "users", label: t("users"), children: <UserTable teams={teams.data} roles={roles.data} onOpen={setUser} /> },
            { key: "teams", label: t("teams"), children: <TeamTree teams={teams.data} /> },
          ]}
        />
      )}
      {user && teams.data && roles.data && (
        <UserDialog user={user === "new" ? null : user} teams={teams.data} roles={roles.data} onClose={() => setUser(null)} />
      )}
      {team && teams.data && <TeamDialog teams={teams.data} onClose={() => setTeam(false)} />}
    </Page>
  );
}
