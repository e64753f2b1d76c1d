/** Rules of a form as sentences that an admin can read. */
import { expressionText } from "../../../builder/core/expression-check";
import { needsOperand, parseCondition, plainOperand } from "../../../builder/core/condition";
import type { FieldInfo } from "../../../builder/core/form-fields";
import type { Effect, Rule } from "./form-document";

export const EFFECTS: readonly Effect[] = ["show", "hide", "require", "read_only"];

type Translate = (key: string, values?: Record<string, string>) => string;

/** Write the condition with labels instead of keys. */
export function conditionSentence(when: unknown, fields: readonly FieldInfo[], t: Translate): string {
  const text = expressionText(when);
  const condition = parseCondition(text);
  if (text.trim() === "") return t("rules.always");
  if (condition === null) return text;
  const rows = condition.rows.map((row) => {
    const field = fields.find((candidate) => candidate.path === row.field);
    const value = plainOperand(row.operand);
    const option = field?.options?.find((candidate) => candidate.key === value);
    const label = field?.label ?? row.field;
    return `${label} ${t(`builder:operator.${row.operator}`)}${needsOperand(row.operator) ? ` ${option?.label ?? value}` : ""}`;
  });
  return rows.join(t(`rules.${condition.join}`));
}

/** Write a rule: when …, then …. */
export function ruleSentence(rule: Rule, fields: readonly FieldInfo[], t: Translate): string {
  const label = (key: string) => fields.find((field) => field.path === key)?.label ?? key;
  const parts = EFFECTS.flatMap((effect) => {
    const keys = rule.then[effect];
    return keys?.length ? [t(`rules.effect.${effect}`, { fields: keys.map(label).join(t("rules.comma")) })] : [];
  });
  for (const [key, value] of Object.entries(rule.then.set ?? {})) {
    parts.push(t("rules.effect.set", { fields: label(key), value: expressionText(value) }));
  }
  return t("rules.sentence", {
    condition: conditionSentence(rule.when, fields, t),
    effects: parts.length ? parts.join(t("rules.semicolon")) : t("rules.nothing"),
  });
}

/** Keys that a rule names although the form has no such field. */
export function unknownKeys(rule: Rule, fields: readonly FieldInfo[]): string[] {
  const known = new Set(fields.map((field) => field.path));
  const named = [...EFFECTS.flatMap((effect) => rule.then[effect] ?? []), ...Object.keys(rule.then.set ?? {})];
  return [...new Set(named.filter((key) => !known.has(key)))];
}
