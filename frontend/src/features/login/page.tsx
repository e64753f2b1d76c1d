import { useMutation } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { Button, Input, theme } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "@/api/problem";
import { signIn } from "@/api/session";
import { LanguageSwitch } from "@/ui/language-switch";
import { useFaultText } from "@/ui/fault-state";

import { isOwnPage } from "./next";

/** Signing in by password; password managers and pasting work. */
export default function LoginPage() {
  const { t } = useTranslation("login");
  const { token } = theme.useToken();
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const router = useRouter();
  const faultText = useFaultText();
  const form = useRef<HTMLFormElement>(null);
  const [missing, setMissing] = useState<{ login?: boolean; password?: boolean }>({});
  useEffect(() => {
    document.title = `${t("title")} · Triloom`;
  }, [t]);

  const entry = useMutation({
    mutationFn: ({ login, password }: { login: string; password: string }) => signIn(login, password),
    onSuccess: () => (isOwnPage(next) ? router.history.push(next) : void navigate({ to: "/" })),
    onError: () => form.current?.querySelector<HTMLInputElement>("input[name=password]")?.select(),
  });

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const data = new FormData(form.current!);
    const login = String(data.get("login") ?? "").trim();
    const password = String(data.get("password") ?? "");
    setMissing({ login: login === "", password: password === "" });
    if (login && password) entry.mutate({ login, password });
  };

  const fault = entry.error
    ? entry.error instanceof ApiError && entry.error.status === 401
      ? entry.error.detail || t("wrong")
      : faultText(entry.error)
    : null;
  const passwordFault = missing.password ? t("passwordMissing") : fault;
  return (
    <main
      style={{ minHeight: "100dvh", display: "grid", placeItems: "center", padding: 16, background: token.colorBgLayout }}
    >
      <div style={{ width: "100%", maxWidth: 380 }}>
        <div
          style={{
            background: token.colorBgContainer,
            border: `1px solid ${token.colorBorderSecondary}`,
            borderRadius: 10,
            padding: 28,
          }}
        >
          <h1 style={{ fontSize: 22, margin: "0 0 4px", color: token.colorText }}>{t("title")}</h1>
          <p style={{ margin: "0 0 20px", color: token.colorTextSecondary }}>{t("subtitle")}</p>
          <form ref={form} onSubmit={submit} noValidate style={{ display: "grid", gap: 14 }}>
            <div>
              <label htmlFor="login" style={{ display: "block", marginBottom: 4, color: token.colorText }}>
                {t("login")}
              </label>
              <Input
                id="login"
                name="login"
                size="large"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                autoFocus
                status={missing.login ? "error" : undefined}
                aria-invalid={missing.login || undefined}
                aria-describedby={missing.login ? "login-fault" : undefined}
              />
              {missing.login && (
                <div id="login-fault" role="alert" style={{ color: token.colorError, marginTop: 4 }}>
                  {t("loginMissing")}
                </div>
              )}
            </div>
            <div>
              <label htmlFor="password" style={{ display: "block", marginBottom: 4, color: token.colorText }}>
                {t("password")}
              </label>
              <Input.Password
                id="password"
                name="password"
                size="large"
                autoComplete="current-password"
                status={passwordFault ? "error" : undefined}
                aria-invalid={passwordFault ? true : undefined}
                aria-describedby={passwordFault ? "password-fault" : undefined}
              />
              {passwordFault && (
                <div id="password-fault" role="alert" style={{ color: token.colorError, marginTop: 4 }}>
                  {passwordFault}
                </div>
              )}
            </div>
            <Button type="primary" size="large" htmlType="submit" block loading={entry.isPending}>
              {t("enter")}
            </Button>
          </form>
        </div>
        <div style={{ marginTop: 16, display: "flex", justifyContent: "center" }}>
          <LanguageSwitch />
        </div>
      </div>
    </main>
  );
}
