import { Input } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { checkExpression, expressionText, type ExpressionFault } from "./expression-check";
import { PropertyField } from "./property-panel";
import { useSyntaxFault } from "./use-parser";

/** Edits an expression as text and says at once what is wrong with it. */
export function ExpressionInput(props: {
  label: string;
  value: unknown;
  onChange: (value: string) => void;
  paths?: readonly string[];
  help?: string;
  rows?: number;
}) {
  const { t } = useTranslation("builder");
  const text = useMemo(() => expressionText(props.value), [props.value]);
  const position = useSyntaxFault(text);
  const paths = props.paths;
  const fault = useMemo<ExpressionFault | null>(() => (position === null ? checkExpression(text, paths) : { kind: "syntax", position }), [text, paths, position]);
  const error =
    fault === null
      ? undefined
      : fault.kind === "unknown"
        ? t("expression.unknown", { name: fault.name })
        : t("expression.syntax", { position: fault.position });
  return (
    <PropertyField label={props.label} help={props.help} error={error}>
      {(id) => (
        <Input.TextArea
          id={id}
          className="builder-code"
          spellCheck={false}
          autoSize={{ minRows: props.rows ?? 1, maxRows: 8 }}
          status={error ? "error" : undefined}
          value={text}
          onChange={(event) => props.onChange(event.target.value)}
        />
      )}
    </PropertyField>
  );
}
