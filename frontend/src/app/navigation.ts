import type { Me } from "@/api/types";
import { can } from "@/api/session";

export interface Destination {
  id: string;
  label: string;
  href: string;
  /** Words of the group it stands in. */
  group: string;
}

/** Every page that the user may open, derived from `/me`; groups in display order. */
export function destinations(me: Me, t: (key: string) => string): Destination[] {
  const list: Destination[] = [
    { id: "today", label: t("nav.today"), href: "/", group: "" },
    { id: "inbox", label: t("nav.inbox"), href: "/inbox", group: "" },
  ];
  for (const app of me.apps) {
    for (const board of app.boards) {
      list.push({ id: `board:${app.key}:${board.key}`, label: board.label, href: `/apps/${app.key}/boards/${board.key}`, group: app.label });
    }
    for (const form of app.forms) {
      list.push({ id: `form:${app.key}:${form.key}`, label: form.label, href: `/apps/${app.key}/${form.key}`, group: app.label });
    }
  }
  const system = t("nav.system");
  if (can(me, "build")) list.push({ id: "studio", label: t("nav.studio"), href: "/studio", group: system });
  if (can(me, "train") || can(me, "build")) {
    for (const app of me.apps) {
      list.push({
        id: `models:${app.key}`,
        label: me.apps.length > 1 ? `${t("nav.models")} · ${app.label}` : t("nav.models"),
        href: `/studio/${app.key}/models`,
        group: system,
      });
    }
  }
  if (can(me, "import")) list.push({ id: "imports", label: t("nav.imports"), href: "/imports", group: system });
  if (can(me, "administer")) list.push({ id: "users", label: t("nav.users"), href: "/admin/users", group: system });
  return list;
}

/** True when a destination is the page in sight, or the page is below it. */
export function isCurrent(href: string, path: string): boolean {
  return href === "/" || href === "/studio" ? path === href : path === href || path.startsWith(`${href}/`);
}
