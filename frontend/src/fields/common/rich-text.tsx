import { useEffect, useRef } from "react";

import { safeFragment } from "./rich-text-source";

/** Shows formatted text after removing everything that is not plain formatting. */
export function RichText({ source }: { source: string }) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    holder.current?.replaceChildren(safeFragment(source));
  }, [source]);
  return <div ref={holder} className="rich-text" />;
}
