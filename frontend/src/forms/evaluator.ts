import { useEffect, useMemo, useState } from "react";

import { queryClient } from "@/api/query-client";
import type { CompiledForm, Me } from "@/api/types";

import { fromExpression, toExpression } from "./expression-values";
import type { Evaluate } from "./rule-state";

type Language = typeof import("@/expression");

/** Until the language is loaded no rule holds; the server judges in any case. */
const NOTHING: Evaluate = () => null;
let loaded: Language | null = null;

/** An evaluator over a form's values, for the present user and the organisation's zone. */
export function evaluatorOf(form: CompiledForm, language: Language, me: Me | undefined): Evaluate {
  const byName = new Map(form.fields.flatMap((field) => [[field.key, field] as const, [field.id, field] as const]));
  const zone = me?.organisation?.zone ?? "UTC";
  return (tree, values, target) => {
    try {
      const ast = typeof tree === "string" ? language.parse(tree) : tree;
      const value = language.evaluate(ast, {
        // Paths over links need other records: only the server can follow them.
        field: (path) => {
          const field = path.length === 1 ? byName.get(path[0]) : undefined;
          return field ? toExpression(field, values[field.key], zone, language) : null;
        },
        now: new language.Instant(BigInt(Date.now()) * 1000n),
        zone,
        user: { id: me?.id ?? null },
      });
      return target ? fromExpression(target, value, language) : (language.toApi(value) as ReturnType<Evaluate>);
    } catch {
      return null;
    }
  };
}

/** The evaluator of a form's rules; the language is loaded when a form has any. */
export function useEvaluate(form: CompiledForm): Evaluate {
  const [language, setLanguage] = useState(loaded);
  const wanted = form.rules.length > 0;
  useEffect(() => {
    if (!wanted || loaded) return;
    let current = true;
    void import("@/expression").then((ready) => {
      loaded = ready;
      if (current) setLanguage(ready);
    });
    return () => {
      current = false;
    };
  }, [wanted]);
  return useMemo(() => (language ? evaluatorOf(form, language, queryClient.getQueryData<Me>(["me"])) : NOTHING), [form, language]);
}
