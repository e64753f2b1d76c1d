import type { ReactNode } from "react";

/** One line of text that ends in "…" where it does not fit; the whole text is the tooltip. */
export function Line({ children, title, numeric }: { children: ReactNode; title?: string; numeric?: boolean }) {
  return (
    <span
      className={numeric ? "numeric" : undefined}
      title={title}
      style={{ display: "block", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" }}
    >
      {children}
    </span>
  );
}
