import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";

import { aria } from "../common/attributes";
import type { ControlProps } from "../contract";

/** Yes or no. */
export default function CheckboxControl(props: ControlProps) {
  const { t } = useTranslation("app");
  const { value, onChange, id, disabled } = props;
  return (
    <Checkbox id={id} checked={value === true} onChange={(event) => onChange(event.target.checked)} disabled={disabled} aria-labelledby={`${id}-label`} {...aria(props)}>
      {t("state.yes")}
    </Checkbox>
  );
}
