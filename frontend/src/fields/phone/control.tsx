import { TextControl } from "../common/text-control";
import type { ControlProps } from "../contract";

/** One line with the tel keyboard on phones. */
export default function PhoneControl(props: ControlProps) {
  return <TextControl {...props} kind="tel" />;
}
