import { useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input, Modal, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { createTeam, type Team } from "@/api/directory";
import { FieldRow } from "@/forms/field-row";
import { pickLabel } from "@/i18n/language";
import { useFaultText } from "@/ui/fault-state";

/** A key that the server accepts, made from a name; Chinese names get a numbered one. */
export function keyOf(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  const base = plain || "team";
  let key = base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`;
  return key;
}

/** A new team, somewhere in the tree. */
export function TeamDialog({ teams, onClose }: { teams: Team[]; onClose: () => void }) {
  const { t, i18n } = useTranslation("admin");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const client = useQueryClient();
  const id = useId();
  const [name, setName] = useState("");
  const [parent, setParent] = useState<string | null>(null);
  const save = useMutation({
    mutationFn: () => createTeam({ key: keyOf(name, new Set(teams.map((team) => team.key))), label: { [i18n.language]: name.trim() }, parent_id: parent }),
    onSuccess: () => {
      void message.success(t("saved", { name }));
      void client.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal open title={t("newTeam")} onCancel={onClose} footer={null}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
        style={{ display: "grid", gap: 14 }}
      >
        <FieldRow id={`${id}name`} label={t("name")} required fault={save.error ? faultText(save.error) : undefined}>
          <Input id={`${id}name`} value={name} onChange={(event) => setName(event.target.value)} required />
        </FieldRow>
        <FieldRow id={`${id}parent`} label={t("parent")}>
          <Select
            id={`${id}parent`}
            value={parent ?? undefined}
            allowClear
            placeholder={t("top")}
            onChange={(next: string | undefined) => setParent(next ?? null)}
            options={teams.map((team) => ({ value: team.id, label: pickLabel(team.label, i18n.language, team.key) }))}
            style={{ width: "100%" }}
          />
        </FieldRow>
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
