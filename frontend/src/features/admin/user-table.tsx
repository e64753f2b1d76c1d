import { useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type Role, type Team, type User, usersQuery } from "@/api/directory";
import { pickLabel } from "@/i18n/language";
import { useDebounced } from "@/ui/debounced";
import { FaultState } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

/** All users with their teams and roles. */
export function UserTable({ teams, roles, onOpen }: { teams: Team[]; roles: Role[]; onOpen: (user: User) => void }) {
  const { t, i18n } = useTranslation("admin");
  const [search, setSearch] = useState("");
  const users = useQuery(usersQuery(useDebounced(search, 250)));
  const teamName = (id: string) => {
    const team = teams.find((entry) => entry.id === id);
    return team ? pickLabel(team.label, i18n.language, team.key) : id;
  };
  const roleName = (app: string, key: string) => {
    const role = roles.find((entry) => entry.app === app && entry.key === key);
    return role ? pickLabel(role.label, i18n.language, key) : key;
  };
  return (
    <>
      <Input
        type="search"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        aria-label={t("search")}
        placeholder={t("search")}
        allowClear
        style={{ maxWidth: 300, marginBottom: 12 }}
      />
      {users.isPending ? (
        <Loading />
      ) : users.isError ? (
        <FaultState error={users.error} onRetry={() => void users.refetch()} />
      ) : (
        <div style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label={t("users")}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("name")}</th>
                <th scope="col">{t("login")}</th>
                <th scope="col">{t("teams")}</th>
                <th scope="col">{t("roles")}</th>
                <th scope="col">{t("state")}</th>
              </tr>
            </thead>
            <tbody>
              {users.data.items.map((user) => (
                <tr key={user.id}>
                  <th scope="row">
                    <Button type="link" style={{ padding: 0, height: "auto", minHeight: 24 }} onClick={() => onOpen(user)}>
                      {user.name}
                    </Button>
                  </th>
                  <td>{user.login}</td>
                  <td>{(user.teams ?? []).map(teamName).join(", ")}</td>
                  <td>
                    {[...(user.is_admin ? [t("administrator")] : []), ...(user.roles ?? []).map((role) => roleName(role.app, role.role))].join(", ")}
                  </td>
                  <td>{t(user.disabled ? "disabled" : "active")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
