import { theme } from "antd";
import type { ReactNode } from "react";

/** Label above, input, then the fault or the help. */
export function FieldRow(props: {
  id: string;
  label: string;
  required?: boolean;
  help?: string | null;
  fault?: string;
  span?: number;
  children: ReactNode;
}) {
  const { id, label, required, help, fault, span } = props;
  const { token } = theme.useToken();
  return (
    <div style={{ gridColumn: span && span > 1 ? `span ${span}` : undefined, minWidth: 0 }} data-field={id}>
      <label htmlFor={id} id={`${id}-label`} style={{ display: "block", marginBottom: 4, color: token.colorTextSecondary }}>
        {label}
        {required && (
          <span aria-hidden style={{ color: token.colorError, marginInlineStart: 4 }}>
            *
          </span>
        )}
      </label>
      {props.children}
      {fault ? (
        <div id={`${id}-fault`} style={{ color: token.colorError, marginTop: 4 }}>
          {fault}
        </div>
      ) : help ? (
        <div id={`${id}-help`} style={{ color: token.colorTextTertiary, marginTop: 4, fontSize: 13 }}>
          {help}
        </div>
      ) : null}
    </div>
  );
}
