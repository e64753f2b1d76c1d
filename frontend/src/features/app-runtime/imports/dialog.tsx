import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Modal, Steps } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { type ImportPlan, type ImportRun, importQuery, isRunning, startImport, undoImport } from "@/api/imports";
import { forgetRecords } from "@/api/records";
import type { CompiledForm } from "@/api/types";
import { isDerivedType } from "@/fields/cells";
import { useFaultText } from "@/ui/fault-state";

import { guessField, readHead } from "./csv-head";
import { Mapping } from "./mapping";
import { ImportReport } from "./report";

/** From a CSV file to records: choose, map, check, import; and take it back. */
export default function ImportDialog({ app, form, compiled, onClose }: { app: string; form: string; compiled: CompiledForm; onClose: () => void }) {
  const { t } = useTranslation("app-runtime");
  const faultText = useFaultText();
  const [file, setFile] = useState<File | null>(null);
  const [head, setHead] = useState<{ header: string[]; rows: string[][] } | null>(null);
  const [plan, setPlan] = useState<ImportPlan>({ mapping: {}, upsertOn: null, onError: "skip" });
  const [checkId, setCheckId] = useState<string | null>(null);
  const [runId, setRunId] = useState<string | null>(null);
  const fields = compiled.fields.filter((field) => field.right === "write" && !isDerivedType(field.type) && field.type !== "subtable");

  const choose = async (chosen: File) => {
    const read = await readHead(chosen);
    setFile(chosen);
    setHead(read);
    const mapping: Record<string, string> = {};
    for (const column of read.header) {
      const key = guessField(column, fields);
      if (key && !Object.values(mapping).includes(key)) mapping[column] = key;
    }
    setPlan({ ...plan, mapping });
  };
  const check = useMutation({ mutationFn: () => startImport(app, form, file!, plan, true), onSuccess: (run) => setCheckId(run.id) });
  const start = useMutation({ mutationFn: () => startImport(app, form, file!, plan, false), onSuccess: (run) => setRunId(run.id) });
  const undo = useMutation({ mutationFn: () => undoImport(app, form, runId!), onSuccess: () => void running.refetch().then(() => forgetRecords(app, form)) });
  const checked = useQuery(importQuery(app, form, checkId));
  const running = useQuery(importQuery(app, form, runId));
  const checkRun: ImportRun | undefined = checked.data ?? check.data;
  const run: ImportRun | undefined = running.data ?? start.data;
  const finished = runId !== null && run !== undefined && !isRunning(run);
  useEffect(() => {
    if (finished) forgetRecords(app, form);
  }, [finished, app, form]);

  const step = runId ? 3 : checkId ? 2 : file ? 1 : 0;
  const failure = check.error ?? start.error ?? undo.error ?? checked.error ?? running.error;
  return (
    <Modal open title={t("imports.title", { form: compiled.form.label })} onCancel={onClose} width={760} footer={null} mask={{ closable: false }}>
      <Steps size="small" current={step} items={["file", "mapping", "check", "run"].map((key) => ({ title: t(`imports.steps.${key}`) }))} style={{ marginBlock: 16 }} />
      {failure && <Alert type="error" role="alert" showIcon title={faultText(failure)} style={{ marginBottom: 12 }} />}
      {step === 0 && <FileChoice onChoose={(chosen) => void choose(chosen)} />}
      {step === 1 && head && (
        <>
          <Mapping fields={fields} header={head.header} sample={head.rows[0] ?? []} plan={plan} onChange={setPlan} />
          <Foot>
            <Button onClick={() => setFile(null)}>{t("action.back", { ns: "app" })}</Button>
            <Button type="primary" loading={check.isPending} disabled={Object.keys(plan.mapping).length === 0} onClick={() => check.mutate()}>
              {t("imports.check")}
            </Button>
          </Foot>
        </>
      )}
      {step === 2 && checkRun && (
        <>
          <ImportReport run={checkRun} dry />
          <Foot>
            <Button onClick={() => setCheckId(null)}>{t("action.back", { ns: "app" })}</Button>
            <Button type="primary" loading={start.isPending} disabled={isRunning(checkRun)} onClick={() => start.mutate()}>
              {t("imports.start")}
            </Button>
          </Foot>
        </>
      )}
      {step === 3 && run && (
        <>
          <ImportReport run={run} />
          <Foot>
            {finished && !["undone", "failed", "cancelled"].includes(run.state) && (
              <Button danger loading={undo.isPending} onClick={() => undo.mutate()}>
                {t("imports.undo")}
              </Button>
            )}
            <Button type="primary" onClick={onClose}>
              {t("action.close", { ns: "app" })}
            </Button>
          </Foot>
        </>
      )}
    </Modal>
  );
}

function Foot({ children }: { children: React.ReactNode }) {
  return <div style={{ display: "flex", gap: 8, justifyContent: "flex-end", marginTop: 16 }}>{children}</div>;
}

function FileChoice({ onChoose }: { onChoose: (file: File) => void }) {
  const { t } = useTranslation("app-runtime");
  return (
    <div
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        const file = event.dataTransfer.files[0];
        if (file) onChoose(file);
      }}
      style={{ border: "1px dashed var(--triloom-color-border)", borderRadius: 8, padding: 32, textAlign: "center" }}
    >
      <p style={{ marginTop: 0 }}>{t("imports.drop")}</p>
      <label style={{ display: "inline-block" }}>
        <span style={{ marginInlineEnd: 8 }}>{t("imports.file")}</span>
        <input type="file" accept=".csv,.tsv,.txt,text/csv" onChange={(event) => event.target.files?.[0] && onChoose(event.target.files[0])} />
      </label>
    </div>
  );
}
