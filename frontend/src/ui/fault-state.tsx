import { Button } from "antd";
import { useTranslation } from "react-i18next";

import { ApiError, NetworkError } from "@/api/problem";

import { StateCard } from "./state-card";

/** The sentence for a failed call, in the user's language. */
export function useFaultText(): (error: unknown) => string {
  const { t } = useTranslation("app");
  return (error) => {
    if (error instanceof NetworkError) return t("fault.network");
    if (error instanceof ApiError) return error.detail;
    return t("fault.unexpected");
  };
}

/** A failed page or panel: what happened and the next step. */
export function FaultState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("app");
  const text = useFaultText();
  const status = error instanceof ApiError ? error.status : 0;
  const title = status === 404 ? t("fault.notFoundTitle") : status === 403 ? t("fault.forbiddenTitle") : t("fault.title");
  return (
    <StateCard
      role="alert"
      title={title}
      text={text(error)}
      action={
        status === 404 || status === 403 ? (
          <Button href="/">{t("fault.home")}</Button>
        ) : onRetry ? (
          <Button onClick={onRetry}>{t("fault.retry")}</Button>
        ) : undefined
      }
    />
  );
}
