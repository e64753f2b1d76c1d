import "./record.css";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Alert, App, Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { compiledQuery, createRecord, forgetRecords } from "@/api/records";
import type { CompiledForm, Values } from "@/api/types";
import { FaultSummary } from "@/forms/fault-summary";
import { FormFields } from "@/forms/form-fields";
import { useRecordForm } from "@/forms/use-record-form";
import { useFaultText } from "@/ui/fault-state";
import { Page } from "@/ui/page";
import { StateCard } from "@/ui/state-card";

/** A new record of a form. */
export default function NewRecordPage() {
  const { app, form } = useParams({ from: "/signed-in/apps/$app/$form/new" });
  return <NewRecord key={`${app}/${form}`} app={app} form={form} />;
}

/** The values that the form starts with. */
function defaultsOf(form: CompiledForm): Values {
  const values: Values = {};
  for (const field of form.fields) {
    if (field.default != null && field.right === "write") values[field.key] = field.default;
  }
  return values;
}

function NewRecord({ app, form }: { app: string; form: string }) {
  const { t } = useTranslation("app-runtime");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const navigate = useNavigate();
  const scope = useRef<HTMLFormElement>(null);
  const compiled = useSuspenseQuery(compiledQuery(app, form)).data;
  const [defaults] = useState(() => defaultsOf(compiled));
  const state = useRecordForm({ form: compiled, initial: defaults, rev: null, draftKey: `${app}/${form}/new`, creating: true });
  // One key per attempt: a repeat after a lost answer must not create a second record.
  const attempt = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () => createRecord(app, form, state.outgoing, attempt.current),
    onSuccess: (record) => {
      state.reset();
      forgetRecords(app, form);
      void message.success(t("record.created", { title: record.title }));
      void navigate({ to: "/apps/$app/$form/$record", params: { app, form, record: record.id }, replace: true });
    },
    onError: (error) => {
      attempt.current = crypto.randomUUID();
      state.refuse(error, faultText(error));
    },
  });
  const title = t("record.newTitle", { form: compiled.form.label });
  if (!compiled.permissions.create) {
    return (
      <Page title={title}>
        <StateCard role="alert" title={t("fault.forbiddenTitle", { ns: "app" })} text={t("record.mayNotCreate", { form: compiled.form.label })} />
      </Page>
    );
  }
  return (
    <Page title={title} width={1100}>
      <form
        ref={scope}
        noValidate
        className="panel"
        onSubmit={(event) => {
          event.preventDefault();
          if (state.check()) save.mutate();
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
        <FormFields form={compiled} values={state.values} onChange={state.set} state={state.state} faults={state.faults} app={app} withoutDerived />
        <div className="save-bar">
          <Button onClick={() => void navigate({ to: "/apps/$app/$form", params: { app, form } })}>{t("action.cancel", { ns: "app" })}</Button>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t("action.save", { ns: "app" })}
          </Button>
        </div>
      </form>
    </Page>
  );
}
