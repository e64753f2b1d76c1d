import { useMutation, useQuery } from "@tanstack/react-query";
import { App, Button, Input, Modal } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { compiledQuery, forgetRecords, recordQuery, runAction } from "@/api/records";
import type { ActionOffer, CompiledForm, RecordItem } from "@/api/types";
import { FaultSummary } from "@/forms/fault-summary";
import { FieldRow } from "@/forms/field-row";
import { FormFields } from "@/forms/form-fields";
import { useRecordForm } from "@/forms/use-record-form";
import { FaultState, useFaultText } from "@/ui/fault-state";
import { Loading } from "@/ui/loading";

/** True when an action can run at once, without asking for anything. */
export function runsAtOnce(offer: ActionOffer): boolean {
  return !offer.requires_comment && offer.required.length === 0;
}

interface DialogProps {
  app: string;
  form: string;
  recordId: string;
  offer: ActionOffer;
  onClose: (done: boolean) => void;
}

/** Asks for what an action needs (fields, a comment), then runs it. */
export function ActionDialog(props: DialogProps) {
  const { app, form, recordId, offer, onClose } = props;
  const compiled = useQuery(compiledQuery(app, form, recordId));
  const record = useQuery(recordQuery(app, form, recordId));
  const failed = compiled.error ?? record.error;
  return (
    <Modal open title={offer.label} onCancel={() => onClose(false)} footer={null} destroyOnHidden>
      {failed ? <FaultState error={failed} /> : compiled.data && record.data ? <Body {...props} compiled={compiled.data} record={record.data} /> : <Loading />}
    </Modal>
  );
}

function Body({ app, form, offer, compiled, record, onClose }: DialogProps & { compiled: CompiledForm; record: RecordItem }) {
  const { t } = useTranslation("app-runtime");
  const { message } = App.useApp();
  const faultText = useFaultText();
  const scope = useRef<HTMLFormElement>(null);
  const [comment, setComment] = useState("");
  const [commentFault, setCommentFault] = useState<string>();
  const state = useRecordForm({ form: compiled, initial: record.values, rev: record.rev, draftKey: null, alsoRequired: offer.required });
  const run = useMutation({
    mutationFn: () => runAction(app, form, record.id, offer.key, { input: state.outgoing, comment: comment.trim() || undefined }, record.rev),
    onSuccess: (after) => {
      forgetRecords(app, form);
      const stage = compiled.stages.find((entry) => entry.key === after.stage)?.label ?? after.title;
      void message.success(after.stage === record.stage ? t("actions.submitted", { action: offer.label }) : t("actions.done", { action: offer.label, stage }));
      onClose(true);
    },
    onError: (error) => state.refuse(error, faultText(error)),
  });
  return (
    <form
      ref={scope}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const missing = offer.requires_comment && comment.trim() === "";
        setCommentFault(missing ? t("actions.commentMissing") : undefined);
        const fine = offer.required.length === 0 || state.check();
        if (!missing && fine) run.mutate();
      }}
      style={{ display: "grid", gap: 16 }}
    >
      <FaultSummary faults={state.faults} scope={scope} />
      {!offer.allowed && <Reasons offer={offer} />}
      {offer.required.length > 0 && (
        <FormFields form={compiled} only={offer.required} values={state.values} onChange={state.set} state={state.state} faults={state.faults} app={app} links={record.links} />
      )}
      <FieldRow id="action-comment" label={t("actions.comment")} required={offer.requires_comment} fault={commentFault}>
        <Input.TextArea
          id="action-comment"
          value={comment}
          onChange={(event) => setComment(event.target.value)}
          autoSize={{ minRows: 2, maxRows: 6 }}
          aria-invalid={commentFault ? true : undefined}
          aria-describedby={commentFault ? "action-comment-fault" : undefined}
        />
      </FieldRow>
      <div style={{ display: "flex", gap: 8, justifyContent: "flex-end" }}>
        <Button onClick={() => onClose(false)}>{t("action.cancel", { ns: "app" })}</Button>
        <Button type="primary" htmlType="submit" loading={run.isPending}>
          {offer.label}
        </Button>
      </div>
    </form>
  );
}

/** Why an action is refused at present. */
export function Reasons({ offer }: { offer: ActionOffer }) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: 18 }}>
      {offer.reasons.map((reason, index) => (
        <li key={`${reason.code}${index}`}>{reason.message}</li>
      ))}
    </ul>
  );
}
