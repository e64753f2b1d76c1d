import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Json } from "@/api/types";
import { useParser } from "@/builder/core/use-parser";
import { useBuilderDocument } from "@/builder/core/use-builder";
import { FormFields } from "@/forms/form-fields";
import { useRecordForm } from "@/forms/use-record-form";

import { compilePreview, startValues } from "../model/compile-preview";
import type { FormDocument } from "../model/form-document";

/** The form as a person fills it, with working rules; nothing is saved. */
export default function Preview({ app }: { app: string }) {
  const { t, i18n } = useTranslation("form-builder");
  const [language, setLanguage] = useState(i18n.language);
  const [device, setDevice] = useState<"desktop" | "phone">("desktop");
  return (
    <div className="form-preview" data-device={device} data-testid="form-preview">
      <div style={{ display: "flex", flexWrap: "wrap", gap: 8, marginBottom: 16 }}>
        <Segmented
          aria-label={t("preview.language")}
          value={language}
          onChange={setLanguage}
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
        />
        <Segmented
          aria-label={t("preview.device")}
          value={device}
          onChange={setDevice}
          options={[
            { value: "desktop" as const, label: t("preview.desktop") },
            { value: "phone" as const, label: t("preview.phone") },
          ]}
        />
      </div>
      <Filled key={language} app={app} language={language} />
    </div>
  );
}

function Filled({ app, language }: { app: string; language: string }) {
  const { t } = useTranslation("form-builder");
  const document = useBuilderDocument<FormDocument>();
  const parse = useParser();
  const form = useMemo(() => compilePreview(document, language, (text) => (parse(text) ?? null) as Json), [document, language, parse]);
  const initial = useMemo(() => startValues(document), [document]);
  const record = useRecordForm({ form, initial, rev: null, draftKey: null });
  const [isRight, setIsRight] = useState(false);
  return (
    <>
      <FormFields form={form} values={record.values} onChange={record.set} state={record.state} app={app} faults={record.faults} />
      <div style={{ display: "flex", gap: 8, marginTop: 16, alignItems: "center" }}>
        <Button onClick={() => setIsRight(record.check())}>{t("preview.check")}</Button>
        <Button type="text" onClick={record.reset}>
          {t("preview.reset")}
        </Button>
        <span role="status">{isRight ? t("preview.right") : ""}</span>
      </div>
    </>
  );
}
