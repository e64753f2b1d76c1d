import { BellOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { formatInstant, formatRelative } from "@/fields/common/format";
import { InternalLink } from "@/ui/internal-link";

interface Notice {
  id: string;
  title: string;
  body: string | null;
  app: string | null;
  form: string | null;
  record: string | null;
  task: string | null;
  created_at: string;
  read: boolean;
}
const MINUTE = 60_000;

/** What happened while one was elsewhere; opening the list marks it as read. */
export function Notices() {
  const { t, i18n } = useTranslation("app");
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const notices = useQuery({
    queryKey: ["notices"],
    queryFn: ({ signal }) => api.get<{ items: Notice[]; unread: number }>("/notifications", { query: { limit: 20 }, signal }),
    refetchInterval: MINUTE,
    retry: false,
  });
  const read = useMutation({
    mutationFn: () => api.post("/notifications/read", {}),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["notices"] }),
  });
  const unread = notices.data?.unread ?? 0;
  const items = notices.data?.items ?? [];
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next && unread > 0) read.mutate();
      }}
      content={
        <div role="group" aria-label={t("notices.title")} className="notices">
          {items.length === 0 && <p>{t("notices.none")}</p>}
          <ul>
            {items.map((notice) => (
              <li key={notice.id}>
                <InternalLink href={hrefOf(notice)} onClick={() => setOpen(false)} style={{ fontWeight: notice.read ? 400 : 600 }}>
                  {notice.title}
                </InternalLink>
                {notice.body && <div>{notice.body}</div>}
                <small title={formatInstant(notice.created_at, i18n.language)}>{formatRelative(notice.created_at, i18n.language)}</small>
              </li>
            ))}
          </ul>
        </div>
      }
    >
      <Button type="text" icon={<BellOutlined />} aria-label={t("notices.open", { count: unread })} aria-haspopup="dialog">
        {unread > 0 ? String(unread) : null}
      </Button>
    </Popover>
  );
}

function hrefOf(notice: Notice): string {
  if (notice.task) return "/inbox";
  if (notice.app && notice.form && notice.record) return `/apps/${notice.app}/${notice.form}/${notice.record}`;
  return "/";
}
