import { useQueries } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Modal, theme } from "antd";
import { Command } from "cmdk";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { can, useMe } from "@/api/session";
import { useDebounced } from "@/ui/debounced";

import type { Destination } from "./navigation";

interface Found {
  groups: { form: { key: string; label: string }; items: { id: string; title: string }[] }[];
}

/** Ctrl+K: pages, new records and found records in one box. */
export default function Palette({ items, onClose }: { items: Destination[]; onClose: () => void }) {
  const { t } = useTranslation("app");
  const { token } = theme.useToken();
  const router = useRouter();
  const me = useMe();
  const [text, setText] = useState("");
  const [selected, setSelected] = useState("");
  const asked = useDebounced(text.trim(), 250);
  const forms = me.apps.flatMap((app) => app.forms.map((form) => ({ app: app.key, ...form })));
  const found = useQueries({
    queries: (asked.length >= 2 ? me.apps : []).map((app) => ({
      queryKey: ["palette", app.key, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Found>(`/apps/${app.key}/search`, { query: { q: asked, limit: 5 }, signal }),
      retry: false,
    })),
  });
  const go = (href: string) => {
    onClose();
    router.history.push(href);
  };
  const records = found.flatMap((answer, index) =>
    (answer.data?.groups ?? []).flatMap((group) => group.items.map((record) => ({ record, form: { app: me.apps[index].key, ...group.form } }))),
  );
  const first = records[0] && valueOf(records[0].record, asked);
  useEffect(() => {
    if (first) setSelected(first);
  }, [first]);
  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={600} title={<span className="visually-hidden">{t("palette.open")}</span>} styles={{ body: { padding: 0 }, container: { padding: 8 } }}>
      <Command label={t("palette.open")} value={selected} onValueChange={setSelected} className="palette" style={{ color: token.colorText }}>
        <Command.Input autoFocus value={text} onValueChange={setText} placeholder={t("palette.placeholder")} className="palette-input" />
        <Command.List className="palette-list">
          <Command.Empty>{t("palette.nothing")}</Command.Empty>
          {records.length > 0 && (
            <Command.Group heading={t("palette.records")}>
              {records.map(({ record, form }) => (
                <Command.Item key={record.id} value={valueOf(record, asked)} onSelect={() => go(`/apps/${form.app}/${form.key}/${record.id}`)}>
                  <span>{record.title || record.id}</span>
                  <small>{form.label}</small>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          <Command.Group heading={t("palette.pages")}>
            {items.map((item) => (
              <Command.Item key={item.id} value={`${item.label} ${item.group} ${item.id}`} onSelect={() => go(item.href)}>
                <span>{item.label}</span>
                <small>{item.group}</small>
              </Command.Item>
            ))}
          </Command.Group>
          <Command.Group heading={t("palette.actions")}>
            {forms.map((form) => (
              <Command.Item key={form.app + form.key} value={`${t("action.new")} ${form.label} new ${form.key}`} onSelect={() => go(`/apps/${form.app}/${form.key}/new`)}>
                <span>{t("palette.newRecord", { form: form.label })}</span>
              </Command.Item>
            ))}
            {can(me, "build") && (
              <Command.Item value={`${t("nav.studio")} studio build`} onSelect={() => go("/studio")}>
                <span>{t("nav.studio")}</span>
              </Command.Item>
            )}
          </Command.Group>
        </Command.List>
      </Command>
    </Modal>
  );
}

/** Holds the words that were asked, so that the box's own filter keeps what the server found. */
const valueOf = (record: { id: string; title: string }, asked: string) => `${record.title} ${asked} ${record.id}`;
