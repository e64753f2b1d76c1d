import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { changeUser, createUser, type Role, type Team, type User, type UserInput } from "@/api/directory";
import { ApiError } from "@/api/problem";
import { useMe } from "@/api/session";
import { FieldRow } from "@/forms/field-row";
import { LANGUAGES, pickLabel } from "@/i18n/language";
import { useFaultText } from "@/ui/fault-state";

/** Creates or changes a person: name, password, teams, roles. */
export function UserDialog({ user, teams, roles, onClose }: { user: User | null; teams: Team[]; roles: Role[]; onClose: () => void }) {
  const { t, i18n } = useTranslation("admin");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const client = useQueryClient();
  const me = useMe();
  const id = useId();
  const [draft, setDraft] = useState({
    login: user?.login ?? "",
    name: user?.name ?? "",
    password: "",
    email: user?.email ?? "",
    language: user?.language ?? null,
    is_admin: user?.is_admin ?? false,
    disabled: user?.disabled ?? false,
    teams: user?.teams ?? [],
    roles: (user?.roles ?? []).map((role) => `${role.app}/${role.role}`),
  });
  const save = useMutation({
    mutationFn: () => {
      const input: UserInput = {
        name: draft.name.trim(),
        email: draft.email.trim() || null,
        language: draft.language,
        is_admin: draft.is_admin,
        teams: draft.teams,
        roles: draft.roles.map((entry) => ({ app: entry.split("/")[0], role: entry.split("/")[1] })),
        ...(draft.password ? { password: draft.password } : {}),
      };
      return user ? changeUser(user.id, { ...input, disabled: draft.disabled }, user.rev) : createUser({ ...input, login: draft.login.trim() });
    },
    onSuccess: () => {
      void message.success(t("saved", { name: draft.name }));
      void client.invalidateQueries();
      onClose();
    },
  });
  const faultOf = (member: string) =>
    save.error instanceof ApiError ? save.error.errors.find((fault) => fault.pointer.replace(/^\/body/, "") === `/${member}`)?.message : undefined;
  const known = ["login", "name", "password", "email"].some((member) => faultOf(member));
  const text = (member: "login" | "name" | "email", label: string, autoComplete: string, required = false) => (
    <FieldRow id={`${id}${member}`} label={label} required={required} fault={faultOf(member)}>
      <Input
        id={`${id}${member}`}
        value={draft[member]}
        autoComplete={autoComplete}
        onChange={(event) => setDraft({ ...draft, [member]: event.target.value })}
        aria-invalid={faultOf(member) ? true : undefined}
        aria-describedby={faultOf(member) ? `${id}${member}-fault` : undefined}
      />
    </FieldRow>
  );
  return (
    <Modal open title={user ? t("editUser", { name: user.name }) : t("newUser")} onCancel={onClose} footer={null}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
        style={{ display: "grid", gap: 14 }}
      >
        {save.error && !known && (
          <div role="alert" style={{ color: "var(--triloom-color-error)" }}>
            {faultText(save.error)}
            {save.error instanceof ApiError && save.error.errors.map((fault) => ` ${fault.message}`)}
          </div>
        )}
        {!user && text("login", t("login"), "off", true)}
        {text("name", t("name"), "off", true)}
        {text("email", t("email"), "off")}
        <FieldRow id={`${id}password`} label={t(user ? "newPassword" : "password")} help={t("passwordHelp")} fault={faultOf("password")}>
          <Input.Password
            id={`${id}password`}
            autoComplete="new-password"
            value={draft.password}
            onChange={(event) => setDraft({ ...draft, password: event.target.value })}
            aria-describedby={`${id}password-${faultOf("password") ? "fault" : "help"}`}
          />
        </FieldRow>
        <FieldRow id={`${id}language`} label={t("language")}>
          <Select
            id={`${id}language`}
            value={draft.language ?? undefined}
            allowClear
            placeholder={t("languageDefault")}
            onChange={(language: string | undefined) => setDraft({ ...draft, language: language ?? null })}
            options={LANGUAGES.map((language) => ({ value: language.key, label: language.name }))}
            style={{ width: "100%" }}
          />
        </FieldRow>
        <FieldRow id={`${id}teams`} label={t("teams")}>
          <Select
            id={`${id}teams`}
            mode="multiple"
            value={draft.teams}
            onChange={(next: string[]) => setDraft({ ...draft, teams: next })}
            options={teams.map((team) => ({ value: team.id, label: pickLabel(team.label, i18n.language, team.key) }))}
            showSearch={{ optionFilterProp: "label" }}
            style={{ width: "100%" }}
          />
        </FieldRow>
        <FieldRow id={`${id}roles`} label={t("roles")}>
          <Select
            id={`${id}roles`}
            mode="multiple"
            value={draft.roles}
            onChange={(next: string[]) => setDraft({ ...draft, roles: next })}
            options={me.apps
              .filter((app) => roles.some((role) => role.app === app.key))
              .map((app) => ({
                label: app.label,
                options: roles
                  .filter((role) => role.app === app.key)
                  .map((role) => ({ value: `${role.app}/${role.key}`, label: pickLabel(role.label, i18n.language, role.key) })),
              }))}
            showSearch={{ optionFilterProp: "label" }}
            style={{ width: "100%" }}
          />
        </FieldRow>
        <Checkbox checked={draft.is_admin} onChange={(event) => setDraft({ ...draft, is_admin: event.target.checked })}>
          {t("isAdmin")}
        </Checkbox>
        {user && (
          <Checkbox checked={draft.disabled} onChange={(event) => setDraft({ ...draft, disabled: event.target.checked })}>
            {t("isDisabled")}
          </Checkbox>
        )}
        <div style={{ display: "flex", gap: 8, justifyContent: "flex-end" }}>
          <Button onClick={onClose}>{t("action.cancel", { ns: "app" })}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t("action.save", { ns: "app" })}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
