import { TextControl } from "../common/text-control";
import type { ControlProps } from "../contract";

/** One line with the email keyboard on phones. */
export default function EmailControl(props: ControlProps) {
  return <TextControl {...props} kind="email" />;
}
