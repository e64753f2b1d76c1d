import { useMutation } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "@/api/problem";
import { forgetRecords, updateRecord } from "@/api/records";
import type { CompiledForm, RecordItem } from "@/api/types";
import { FaultSummary } from "@/forms/fault-summary";
import { FormFields } from "@/forms/form-fields";
import { useRecordForm } from "@/forms/use-record-form";
import { useFaultText } from "@/ui/fault-state";

import { type Clash, clashesOf, ConflictDialog } from "./conflict-dialog";

/** The form over the record: edit in place, save once. */
export function Details({ app, form, compiled, record, editable }: { app: string; form: string; compiled: CompiledForm; record: RecordItem; editable: boolean }) {
  const { t } = useTranslation("app-runtime");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const scope = useRef<HTMLFormElement>(null);
  const [clashes, setClashes] = useState<Clash[] | null>(null);
  const state = useRecordForm({ form: compiled, initial: record.values, rev: record.rev, draftKey: editable ? `${app}/${form}/${record.id}` : null });
  const save = useMutation({
    mutationFn: (values: typeof state.outgoing) => updateRecord(app, form, record.id, values, record.rev),
    onSuccess: () => {
      state.reset();
      forgetRecords(app, form);
      void message.success(t("state.saved", { ns: "app" }));
    },
    onError: (error) => {
      const found = error instanceof ApiError && error.status === 409 ? clashesOf(error) : [];
      if (found.length > 0) setClashes(found);
      else state.refuse(error, faultText(error));
    },
  });
  return (
    <form
      ref={scope}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (state.check()) save.mutate(state.outgoing);
      }}
      style={{ display: "grid", gap: 16 }}
    >
      {state.restored && state.dirty && (
        <Alert
          type="info"
          showIcon
          title={t("restored", { ns: "forms" })}
          action={
            <Button size="small" onClick={state.reset}>
              {t("discard", { ns: "forms" })}
            </Button>
          }
        />
      )}
      <FaultSummary faults={state.faults} scope={scope} />
      <FormFields form={compiled} values={state.values} onChange={state.set} state={state.state} faults={state.faults} app={app} links={record.links} disabled={!editable} />
      {editable && state.dirty && (
        <div className="save-bar">
          <span role="status">{t("record.unsaved")}</span>
          <Button onClick={state.reset}>{t("record.discard")}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t("action.save", { ns: "app" })}
          </Button>
        </div>
      )}
      {clashes && (
        <ConflictDialog
          app={app}
          compiled={compiled}
          clashes={clashes}
          onClose={() => setClashes(null)}
          onResolve={(chosen) => {
            for (const [key, value] of Object.entries(chosen)) state.set(key, value);
            setClashes(null);
            forgetRecords(app, form);
          }}
        />
      )}
    </form>
  );
}
