import type { CompiledField, CompiledForm, Json, Values } from "@/api/types";

/** Evaluates a stored expression over the values of a form, as a value of `target`; faults count as null. */
export type Evaluate = (ast: Json, values: Values, target?: CompiledField) => Json;

/** What the rules make of the fields for the present values. */
export interface RuleState {
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  readOnly: ReadonlySet<string>;
  /** Values that rules set; the server sets them as well. */
  assigned: Values;
}

/**
 * Applies the rules in their order. A field named by any `show` is hidden until one of these rules holds; `hide`
 * wins over `show`; hidden fields are never required, except those that the action at hand asks for.
 */
export function ruleState(form: CompiledForm, values: Values, evaluate: Evaluate, alsoRequired: readonly string[] = []): RuleState {
  const hidden = new Set<string>();
  const required = new Set(alsoRequired);
  const readOnly = new Set<string>();
  const assigned: Values = {};
  const shown = new Set<string>();
  const concealed = new Set<string>();
  for (const field of form.fields) {
    if (field.required) required.add(field.key);
    if (field.read_only || field.right !== "write") readOnly.add(field.key);
  }
  for (const rule of form.rules) {
    for (const key of rule.then.show ?? []) hidden.add(key);
  }
  for (const rule of form.rules) {
    if (evaluate(rule.when, values) !== true) continue;
    rule.then.show?.forEach((key) => shown.add(key));
    rule.then.hide?.forEach((key) => concealed.add(key));
    rule.then.require?.forEach((key) => required.add(key));
    rule.then.read_only?.forEach((key) => readOnly.add(key));
    for (const [key, expression] of Object.entries(rule.then.set ?? {})) {
      const target = form.fields.find((field) => field.key === key);
      if (target) assigned[key] = evaluate(expression, values, target);
    }
  }
  shown.forEach((key) => hidden.delete(key));
  concealed.forEach((key) => hidden.add(key));
  // What an action asks for must be fillable, whatever the form shows in its present stage.
  alsoRequired.forEach((key) => hidden.delete(key));
  hidden.forEach((key) => required.delete(key));
  return { hidden, required, readOnly, assigned };
}
