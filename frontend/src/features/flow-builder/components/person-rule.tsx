import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { useDocuments } from "@/builder/core/form-fields";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";

/** Names a person: a user, a role, the owner, the owner's supervisor, or who acts. */
export interface PersonRule {
  kind: "user" | "role" | "owner" | "supervisor" | "actor";
  user?: string;
  role?: string;
}

interface UserEntry {
  id: string;
  name?: string;
  login: string;
}

function useUsers(): UserEntry[] {
  const query = useQuery({
    queryKey: ["builder-users"],
    queryFn: async ({ signal }) => {
      const answer = await api.get<{ items?: UserEntry[] } | UserEntry[]>("/users", { signal });
      return Array.isArray(answer) ? answer : (answer.items ?? []);
    },
    staleTime: 60_000,
  });
  return query.data ?? [];
}

/** Chooses users by name. */
export function UsersSelect({ label, value, onChange }: { label: string; value: string[]; onChange: (value: string[]) => void }) {
  const users = useUsers();
  return (
    <PropertyField label={label}>
      {(id) => (
        <Select id={id} aria-label={label} mode="multiple" value={value} options={users.map((user) => ({ value: user.id, label: user.name ?? user.login }))} showSearch={{ optionFilterProp: "label" }} onChange={onChange} />
      )}
    </PropertyField>
  );
}

export function PersonRuleEditor(props: { app: string; label: string; rule: PersonRule | undefined; onChange: (rule: PersonRule) => void }) {
  const { t, i18n } = useTranslation("flow-builder");
  const { app, label, onChange } = props;
  const rule = props.rule ?? { kind: "owner" };
  const users = useUsers();
  const roles = useDocuments(app, "roles");
  return (
    <>
      <PropertyField label={label}>
        {(id) => (
          <Select
            id={id}
            aria-label={label}
            value={rule.kind}
            options={(["supervisor", "owner", "role", "user", "actor"] as const).map((kind) => ({ value: kind, label: t(`person.${kind}`) }))}
            onChange={(kind) => onChange({ kind })}
          />
        )}
      </PropertyField>
      {rule.kind === "user" && (
        <PropertyField label={t("person.user")} error={rule.user ? undefined : t("person.missing")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("person.user")}
              value={rule.user}
              options={users.map((user) => ({ value: user.id, label: user.name ?? user.login }))}
              showSearch={{ optionFilterProp: "label" }}
              onChange={(user) => onChange({ kind: "user", user })}
            />
          )}
        </PropertyField>
      )}
      {rule.kind === "role" && (
        <PropertyField label={t("person.role")} error={rule.role ? undefined : t("person.missing")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("person.role")}
              value={rule.role}
              options={roles.map((role) => ({ value: role.key, label: pickText(role.label, i18n.language) || role.key }))}
              onChange={(role) => onChange({ kind: "role", role })}
            />
          )}
        </PropertyField>
      )}
    </>
  );
}
