import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Fault } from "@/api/problem";

export interface ElementLink {
  /** The element that a pointer lies in. */
  id: string;
  label: string;
}

/** Another document that a fault lies in. */
export interface DocumentLink {
  href: string;
  label: string;
}

/** Faults of a document; each that lies in an element leads there. */
export function ProblemList(props: {
  problems: readonly Fault[];
  linkOf: (pointer: string) => ElementLink | null;
  /** The document of a fault when it is not the one that is open. */
  documentOf?: (problem: Fault) => DocumentLink | null;
  onOpen: (id: string) => void;
}) {
  const { t } = useTranslation("builder");
  if (props.problems.length === 0) return <p>{t("problems.none")}</p>;
  return (
    <ul className="builder-problems" data-testid="problem-list">
      {props.problems.map((problem, index) => {
        const other = props.documentOf?.(problem) ?? null;
        const link = other ? null : props.linkOf(problem.pointer);
        return (
          <li key={`${problem.pointer}${problem.code}${index}`}>
            <Alert
              type="error"
              showIcon
              title={other ? `${other.label}: ${problem.message || problem.code}` : problem.message || problem.code}
              action={
                other ? (
                  <Button size="small" href={other.href}>
                    {t("problems.go")}
                  </Button>
                ) : link && (
                  <Button size="small" onClick={() => props.onOpen(link.id)}>
                    {t("problems.open", { label: link.label })}
                  </Button>
                )
              }
            />
          </li>
        );
      })}
    </ul>
  );
}
