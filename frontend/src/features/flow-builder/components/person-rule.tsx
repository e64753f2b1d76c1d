import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { useDocuments } from "@/builder/core/form-fields";
import { pickText } from "@/builder/core/localized";
import { PropertyField } from "@/builder/core/property-panel";

import { SwitchRow } from "./switch-row";

/** Names a person: a user, a role, the owner, the owner's supervisor, or who acts. */
export interface PersonRule {
  rule?: PersonKind;
  user?: string;
  role?: string;
  /** Who stands in when the rule finds nobody. */
  fallback?: PersonRule;
}

export type PersonKind = "user" | "role" | "owner" | "supervisor_of_owner" | "actor";
export const PERSON_KINDS: readonly PersonKind[] = ["supervisor_of_owner", "owner", "role", "user", "actor"];

/** The kind of a rule, also when only its user or role is given. */
export function personKind(rule: PersonRule): PersonKind {
  return rule.rule ?? (rule.role ? "role" : "user");
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

interface EditorProps {
  app: string;
  label: string;
  rule: PersonRule | undefined;
  onChange: (rule: PersonRule) => void;
}

/** A rule and who stands in when it finds nobody. */
export function PersonRuleEditor({ app, label, rule = { rule: "owner" }, onChange }: EditorProps) {
  const { t } = useTranslation("flow-builder");
  const { fallback } = rule;
  return (
    <>
      <OneRule app={app} label={label} rule={rule} onChange={(next) => onChange(fallback ? { ...next, fallback } : next)} />
      <SwitchRow
        label={t("person.hasFallback")}
        checked={fallback !== undefined}
        onChange={(checked) => {
          const { fallback: _fallback, ...plain } = rule;
          onChange(checked ? { ...plain, fallback: { rule: "owner" } } : plain);
        }}
      />
      {fallback && <OneRule app={app} label={t("person.fallback")} rule={fallback} onChange={(next) => onChange({ ...rule, fallback: next })} />}
    </>
  );
}

function OneRule({ app, label, rule = {}, onChange }: EditorProps) {
  const { t, i18n } = useTranslation("flow-builder");
  const users = useUsers();
  const roles = useDocuments(app, "roles");
  const kind = personKind(rule);
  return (
    <>
      <PropertyField label={label}>
        {(id) => (
          <Select id={id} aria-label={label} value={kind} options={PERSON_KINDS.map((value) => ({ value, label: t(`person.${value}`) }))} onChange={(next) => onChange({ rule: next })} />
        )}
      </PropertyField>
      {kind === "user" && (
        <PropertyField label={t("person.user")} error={rule.user ? undefined : t("person.missing")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("person.user")}
              value={rule.user}
              options={users.map((user) => ({ value: user.id, label: user.name ?? user.login }))}
              showSearch={{ optionFilterProp: "label" }}
              onChange={(user) => onChange({ rule: "user", user })}
            />
          )}
        </PropertyField>
      )}
      {kind === "role" && (
        <PropertyField label={t("person.role")} error={rule.role ? undefined : t("person.missing")}>
          {(id) => (
            <Select
              id={id}
              aria-label={t("person.role")}
              value={rule.role}
              options={roles.map((role) => ({ value: role.key, label: pickText(role.label, i18n.language) || role.key }))}
              onChange={(role) => onChange({ rule: "role", role })}
            />
          )}
        </PropertyField>
      )}
    </>
  );
}
