import { Button, theme } from "antd";
import { useTranslation } from "react-i18next";

import type { SyncState } from "./draft-sync";

/** The one line that says whether the draft is safe. */
export function SaveStatus({ state, onRetry }: { state: SyncState; onRetry: () => void }) {
  const { t, i18n } = useTranslation("builder");
  const { token } = theme.useToken();
  const time = (at: Date) => at.toLocaleTimeString(i18n.language, { hour: "2-digit", minute: "2-digit", hour12: false });
  const text = {
    clean: t("save.clean"),
    dirty: t("save.dirty"),
    saving: t("save.saving"),
    saved: state.kind === "saved" ? t("save.saved", { time: time(state.at) }) : "",
    conflict: t("save.conflict"),
    failed: t("save.failed"),
  }[state.kind];
  const isBad = state.kind === "failed" || state.kind === "conflict";
  return (
    <span data-testid="save-status" style={{ color: isBad ? token.colorError : token.colorTextSecondary, whiteSpace: "nowrap" }}>
      <span role="status">{text}</span>
      {state.kind === "failed" && (
        <>
          {state.message && <span> {state.message}</span>}{" "}
          <Button size="small" onClick={onRetry}>
            {t("save.retry")}
          </Button>
        </>
      )}
    </span>
  );
}
