import { Input } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { checkExpression, expressionText, type ExpressionFault } from "./expression-check";
import { PropertyField } from "./property-panel";

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
  const [fault, setFault] = useState<ExpressionFault | null>(null);
  const paths = props.paths;
  useEffect(() => setFault(checkExpression(text, paths)), [text, paths]);
  const error =
    fault === null
      ? undefined
      : fault.kind === "unknown"
        ? t("expression.unknown", { name: fault.name })
        : t("expression.syntax", { position: fault.position + 1 });
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
