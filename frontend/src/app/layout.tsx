import { AppstoreOutlined, HomeOutlined, InboxOutlined, MenuOutlined, SearchOutlined } from "@ant-design/icons";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { Button, theme } from "antd";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { SESSION_ENDED } from "@/api/query-client";
import { useMe } from "@/api/session";
import { hasStoredLanguage, nearestLanguage } from "@/i18n/language";
import { InternalLink } from "@/ui/internal-link";
import { Loading } from "@/ui/loading";
import { useNarrow } from "@/ui/media";
import { usePreferences } from "@/ui/preferences";

import { ErrorBoundary } from "./error-boundary";
import { destinations, isCurrent } from "./navigation";
import { Notices } from "./notices";
import { SideNav } from "./side-nav";
import { UserMenu } from "./user-menu";

const Palette = lazy(() => import("./palette"));
const NavDrawer = lazy(() => import("./nav-drawer"));

/** The signed-in frame: navigation around the page, search by Ctrl+K. */
export function Layout() {
  const { t } = useTranslation("app");
  const { token } = theme.useToken();
  const me = useMe();
  const narrow = useNarrow();
  const { pathname } = useLocation();
  const [palette, setPalette] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const setLanguage = usePreferences((state) => state.setLanguage);
  useEffect(() => {
    if (me.language && !hasStoredLanguage()) void setLanguage(nearestLanguage(me.language), false);
  }, [me.language, setLanguage]);
  const items = useMemo(() => destinations(me, t), [me, t]);

  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette((shown) => !shown);
      }
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, []);

  const router = useRouter();
  useEffect(() => {
    // What was typed is kept in this browser; signing in leads back to the same page.
    const leave = () => {
      // Several requests may learn it at once; the first one leads away.
      window.removeEventListener(SESSION_ENDED, leave);
      void router.navigate({ to: "/login", search: { next: router.state.location.href } });
    };
    window.addEventListener(SESSION_ENDED, leave);
    return () => window.removeEventListener(SESSION_ENDED, leave);
  }, [router]);

  const border = `1px solid ${token.colorBorderSecondary}`;
  return (
    <div style={{ display: "flex", flexDirection: "column", height: "100dvh", background: token.colorBgLayout, color: token.colorText }}>
      <a href="#content" className="skip-link">
        {t("skip")}
      </a>
      <header style={{ display: "flex", alignItems: "center", gap: 8, padding: "0 12px", height: 48, flex: "none", background: token.colorBgContainer, borderBottom: border }}>
        <InternalLink href="/" style={{ fontWeight: 700, fontSize: 16, color: token.colorText, padding: "4px 8px", textDecoration: "none" }}>
          {t("product")}
        </InternalLink>
        <span style={{ flex: 1 }} />
        <Button type={narrow ? "text" : "default"} icon={<SearchOutlined />} onClick={() => setPalette(true)} aria-label={narrow ? t("palette.open") : undefined} aria-keyshortcuts="Control+K">
          {narrow ? null : <span style={{ color: token.colorTextSecondary }}>{t("palette.hint")}</span>}
        </Button>
        <Notices />
        <UserMenu compact={narrow} />
      </header>
      <div style={{ display: "flex", flex: 1, minHeight: 0 }}>
        {!narrow && (
          <aside style={{ width: 220, flex: "none", overflow: "auto", background: token.colorBgContainer, borderInlineEnd: border, padding: "8px 0" }}>
            <SideNav items={items} label={t("nav.label")} />
          </aside>
        )}
        <main id="content" tabIndex={-1} style={{ flex: 1, minWidth: 0, overflow: "auto", outline: "none" }}>
          <ErrorBoundary key={pathname}>
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      {narrow && (
        <nav aria-label={t("nav.label")} className="bottom-nav" style={{ background: token.colorBgContainer, borderTop: border }}>
          {[
            { href: "/", label: t("nav.today"), icon: <HomeOutlined /> },
            { href: "/inbox", label: t("nav.inbox"), icon: <InboxOutlined /> },
            ...(items.find((item) => item.id.startsWith("form:"))
              ? [{ href: items.find((item) => item.id.startsWith("form:"))!.href, label: items.find((item) => item.id.startsWith("form:"))!.label, icon: <AppstoreOutlined /> }]
              : []),
          ].map((entry) => (
            <InternalLink key={entry.href} href={entry.href} aria-current={isCurrent(entry.href, pathname) ? "page" : undefined}>
              {entry.icon}
              <span>{entry.label}</span>
            </InternalLink>
          ))}
          <button type="button" onClick={() => setDrawer(true)}>
            <MenuOutlined />
            <span>{t("nav.more")}</span>
          </button>
        </nav>
      )}
      <Suspense fallback={null}>
        {palette && <Palette items={items} onClose={() => setPalette(false)} />}
        {drawer && <NavDrawer items={items} onClose={() => setDrawer(false)} />}
      </Suspense>
    </div>
  );
}
