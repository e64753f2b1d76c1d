import { TextControl } from "../common/text-control";
import type { ControlProps } from "../contract";

/** One line with the url keyboard on phones. */
export default function UrlControl(props: ControlProps) {
  return <TextControl {...props} kind="url" />;
}
