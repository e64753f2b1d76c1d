import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import { FaultState } from "@/ui/fault-state";
import { InternalLink } from "@/ui/internal-link";
import { Loading } from "@/ui/loading";
import { StateCard } from "@/ui/state-card";

interface RelatedGroup {
  app?: string;
  form: { key: string; label: string } | string;
  field: { key: string; label: string } | string;
  items: { id: string; title: string; stage?: string | null }[];
  count?: { value: number | null; exceeded?: boolean } | number | null;
}

const word = (value: { key: string; label: string } | string) => (typeof value === "string" ? value : value.label);
const keyOf = (value: { key: string; label: string } | string) => (typeof value === "string" ? value : value.key);

/** Records of other forms that point at this one. */
export function Related({ app, form, recordId }: { app: string; form: string; recordId: string }) {
  const { t } = useTranslation("app-runtime");
  const related = useQuery({
    queryKey: ["related", app, form, recordId],
    queryFn: ({ signal }) => api.get<{ items: RelatedGroup[] }>(`/apps/${app}/forms/${form}/records/${recordId}/related`, { signal }),
  });
  if (related.isPending) return <Loading />;
  if (related.isError) return <FaultState error={related.error} onRetry={() => void related.refetch()} />;
  const groups = (related.data.items ?? []).filter((group) => group.items.length > 0);
  if (groups.length === 0) return <StateCard title={t("related.empty")} text={t("related.emptyText")} />;
  return (
    <div style={{ display: "grid", gap: 20 }}>
      {groups.map((group) => {
        const target = keyOf(group.form);
        return (
          <section key={`${target}/${keyOf(group.field)}`}>
            <h3 style={{ fontSize: 15, margin: "0 0 8px" }}>
              {word(group.form)} <small>({word(group.field)})</small>
            </h3>
            <ul style={{ margin: 0, paddingInlineStart: 18 }}>
              {group.items.map((item) => (
                <li key={item.id} style={{ minHeight: 26 }}>
                  <InternalLink href={`/apps/${group.app ?? app}/${target}/${item.id}`}>{item.title || item.id}</InternalLink>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
