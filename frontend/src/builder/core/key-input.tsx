import { Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { KEY_PATTERN } from "./ids";
import { PropertyField } from "./property-panel";

/** Edits a key; it takes effect on Enter or on leaving, once it is well-formed and free. */
export function KeyInput(props: {
  label: string;
  value: string;
  onCommit: (key: string) => void;
  taken?: readonly string[];
  help?: string;
}) {
  const { t } = useTranslation("builder");
  const [text, setText] = useState(props.value);
  useEffect(() => setText(props.value), [props.value]);
  const isTaken = text !== props.value && (props.taken ?? []).includes(text);
  const error = !KEY_PATTERN.test(text) ? t("key.malformed") : isTaken ? t("key.taken") : undefined;
  const commit = () => {
    if (error === undefined && text !== props.value) props.onCommit(text);
    else if (error !== undefined) setText(props.value);
  };
  return (
    <PropertyField label={props.label} help={props.help} error={error}>
      {(id) => (
        <Input id={id} value={text} status={error ? "error" : undefined} onChange={(event) => setText(event.target.value)} onBlur={commit} onPressEnter={commit} />
      )}
    </PropertyField>
  );
}
