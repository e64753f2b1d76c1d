import { useEffect, useState } from "react";

import type { Json, Values } from "@/api/types";

import type { Evaluate } from "./rule-state";

/** Until the language is loaded no rule holds; the server judges in any case. */
const nothing: Evaluate = () => null;

let loaded: Evaluate | null = null;

async function load(): Promise<Evaluate> {
  const modules = import.meta.glob<{ evaluate: (ast: Json, environment: unknown) => Json }>("../expression/evaluate.ts");
  const open = modules["../expression/evaluate.ts"];
  if (!open) return nothing;
  const { evaluate } = await open();
  return (ast: Json, values: Values) => {
    try {
      return evaluate(ast, { field: (path: string[]) => values[path[0]] ?? null });
    } catch {
      return null;
    }
  };
}

/** The evaluator of rules, loaded on first use. */
export function useEvaluate(): Evaluate {
  const [evaluate, setEvaluate] = useState<Evaluate>(() => loaded ?? nothing);
  useEffect(() => {
    if (loaded) return;
    let current = true;
    void load().then((ready) => {
      loaded = ready;
      if (current) setEvaluate(() => ready);
    });
    return () => {
      current = false;
    };
  }, []);
  return evaluate;
}
