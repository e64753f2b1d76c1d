import { InputNumber } from "antd";
import type { ReactNode } from "react";

import { aria } from "./attributes";
import type { ControlProps } from "../contract";

/** A numeric input over decimal texts: nothing passes through binary fractions. */
export function NumberControl(
  props: Omit<ControlProps, "value" | "onChange"> & {
    text: string | null;
    onText: (text: string | null) => void;
    scale?: number;
    prefix?: ReactNode;
    suffix?: ReactNode;
  },
) {
  const { id, disabled, invalid, text, onText, scale, prefix, suffix } = props;
  return (
    <InputNumber<string>
      id={id}
      stringMode
      value={text}
      onChange={(next) => onText(next === null || next === "" ? null : String(next))}
      precision={scale}
      disabled={disabled}
      status={invalid ? "error" : undefined}
      prefix={prefix}
      suffix={suffix}
      controls={false}
      style={{ width: "100%" }}
      {...aria(props)}
    />
  );
}
