import { useEffect, useState } from "react";

/** Turns an expression text into its tree; throws when it does not parse. */
type RawParse = (text: string) => unknown;
/** The same, with undefined for a text that does not parse. */
export type Parse = (text: string) => unknown;

let loaded: RawParse | null = null;
const nothing: Parse = () => undefined;

/** The parser of the expression language, loaded on first use; null until it is there. */
function useRawParser(): RawParse | null {
  const [parse, setParse] = useState<RawParse | null>(() => loaded);
  useEffect(() => {
    if (loaded) return undefined;
    let isCurrent = true;
    void import("@/expression/parse").then((module) => {
      loaded = module.parse;
      if (isCurrent) setParse(() => module.parse);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  return parse;
}

/** Parses nothing until the parser is loaded. */
export function useParser(): Parse {
  const parse = useRawParser();
  const [wrapped, setWrapped] = useState<Parse>(() => nothing);
  useEffect(() => {
    if (parse === null) return;
    setWrapped(() => (text: string) => {
      try {
        return parse(text);
      } catch {
        return undefined;
      }
    });
  }, [parse]);
  return wrapped;
}

/** Where a text stops making sense, or null; null as well while the parser is loading. */
export function useSyntaxFault(text: string): number | null {
  const parse = useRawParser();
  if (parse === null || text.trim() === "") return null;
  try {
    parse(text);
    return null;
  } catch (error) {
    return typeof error === "object" && error !== null && "position" in error && typeof error.position === "number" ? error.position : 0;
  }
}
