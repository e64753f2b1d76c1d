import { theme } from "antd";
import type { ReactNode } from "react";

/** A centred message with an optional way on: empty, refused and failed states. */
export function StateCard(props: {
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
  role?: "alert" | "status";
}) {
  const { token } = theme.useToken();
  return (
    <div role={props.role} style={{ padding: "48px 16px", textAlign: "center", maxWidth: 520, margin: "0 auto" }}>
      {props.icon && (
        <div aria-hidden style={{ fontSize: 32, color: token.colorTextTertiary, marginBottom: 8 }}>
          {props.icon}
        </div>
      )}
      <h2 style={{ fontSize: 16, margin: "0 0 8px", color: token.colorText }}>{props.title}</h2>
      {props.text && <div style={{ color: token.colorTextSecondary, marginBottom: 16 }}>{props.text}</div>}
      {props.action}
    </div>
  );
}
