import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { ApiError } from "@/api/problem";
import type { CompiledForm, Json, Values } from "@/api/types";
import { isDerivedType } from "@/fields/cells";
import { isEmptyValue } from "@/fields/common/format";

import { readDraft, writeDraft } from "./draft";
import { useEvaluate } from "./evaluator";
import { faultsByField, type FormFaults, NO_FAULTS } from "./faults";
import { ruleState } from "./rule-state";

/** Nothing and an empty list are the same: an untouched list field must not count as a change. */
const plain = (value: Json | undefined): Json => (value === undefined || (Array.isArray(value) && value.length === 0) ? null : value);
const same = (left: Json | undefined, right: Json | undefined) => JSON.stringify(plain(left)) === JSON.stringify(plain(right));

/** The values of a form while a person edits them: changes, rules, faults and the unsent draft. */
export function useRecordForm(options: {
  form: CompiledForm;
  initial: Values;
  rev: number | null;
  /** Names the unsent draft in this browser; null keeps none. */
  draftKey: string | null;
  alsoRequired?: readonly string[];
  /** A new record: everything that is filled is sent, defaults included. */
  creating?: boolean;
}) {
  const { form, initial, rev, draftKey, alsoRequired, creating = false } = options;
  const { t } = useTranslation("forms");
  const evaluate = useEvaluate(form);
  const [changes, setChanges] = useState<Values>(() => (draftKey ? (readDraft(draftKey)?.values ?? {}) : {}));
  const [restored, setRestored] = useState(() => Object.keys(changes).length > 0);
  const [faults, setFaults] = useState<FormFaults>(NO_FAULTS);

  const base = useMemo(() => ({ ...initial, ...changes }), [initial, changes]);
  const state = useMemo(() => ruleState(form, base, evaluate, alsoRequired), [form, base, evaluate, alsoRequired]);
  const values = useMemo(() => ({ ...base, ...state.assigned }), [base, state]);

  useEffect(() => {
    if (draftKey) writeDraft(draftKey, changes, rev);
  }, [draftKey, changes, rev]);

  const initialRef = useRef(initial);
  initialRef.current = initial;
  const set = useCallback((key: string, value: Json) => {
    setChanges((previous) => {
      const next = { ...previous };
      if (same(value, initialRef.current[key])) delete next[key];
      else next[key] = value;
      return next;
    });
    setFaults((previous) => {
      if (!previous.fields.has(key)) return previous;
      const fields = new Map(previous.fields);
      fields.delete(key);
      return { ...previous, fields };
    });
  }, []);

  const reset = useCallback(() => {
    setChanges({});
    setRestored(false);
    setFaults(NO_FAULTS);
    if (draftKey) writeDraft(draftKey, {}, null);
  }, [draftKey]);

  /** Faults that need no server; true when there is none. */
  const check = useCallback((): boolean => {
    const fields = new Map<string, string>();
    for (const field of form.fields) {
      if (isDerivedType(field.type) || state.hidden.has(field.key) || state.readOnly.has(field.key)) continue;
      if (state.required.has(field.key) && isEmptyValue(values[field.key])) {
        fields.set(field.key, t("required", { label: field.label }));
      }
    }
    setFaults({ fields, general: [] });
    return fields.size === 0;
  }, [form, state, values, t]);

  /** Puts the faults of a refused save beside their fields. */
  const refuse = useCallback(
    (error: unknown, text: string) => {
      const known = new Set(form.fields.map((field) => field.key));
      const found = error instanceof ApiError ? faultsByField(error.errors, known, (row) => t("row", { row })) : NO_FAULTS;
      setFaults({ fields: found.fields, general: found.fields.size > 0 ? found.general : [text, ...found.general.filter((entry) => entry !== text)] });
    },
    [form, t],
  );

  /** What a save sends: own changes and what rules set, without system-written fields. */
  const outgoing = useMemo(() => {
    const sent: Values = {};
    for (const field of form.fields) {
      if (isDerivedType(field.type) || field.right !== "write") continue;
      const changed = creating ? !isEmptyValue(values[field.key]) : !same(values[field.key], initial[field.key]);
      if (changed) sent[field.key] = values[field.key] ?? null;
    }
    return sent;
  }, [form, values, initial, creating]);

  return { values, set, reset, check, refuse, state, faults, restored, outgoing, dirty: Object.keys(changes).length > 0 };
}
