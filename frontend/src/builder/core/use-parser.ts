import { useEffect, useState } from "react";

/** Turns an expression text into its tree, or undefined when it does not parse. */
export type Parse = (text: string) => unknown;

const nothing: Parse = () => undefined;
let loaded: Parse | null = null;

async function load(): Promise<Parse> {
  const modules = import.meta.glob<{ parse: (text: string) => unknown }>("../../expression/parse.ts");
  const open = modules["../../expression/parse.ts"];
  if (!open) return nothing;
  const { parse } = await open();
  return (text) => {
    try {
      return parse(text);
    } catch {
      return undefined;
    }
  };
}

/** The parser of the expression language, loaded on first use; parses nothing until it is there. */
export function useParser(): Parse {
  const [parse, setParse] = useState<Parse>(() => loaded ?? nothing);
  useEffect(() => {
    if (loaded) return undefined;
    let isCurrent = true;
    void load().then((ready) => {
      loaded = ready;
      if (isCurrent) setParse(() => ready);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  return parse;
}
