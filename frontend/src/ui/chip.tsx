import { CloseOutlined } from "@ant-design/icons";

/** A removable word: one button opens it for change, the other takes it away. */
export function Chip(props: { text: string; removeLabel: string; onOpen?: () => void; onRemove: () => void }) {
  return (
    <span className="chip">
      {props.onOpen ? (
        <button type="button" onClick={props.onOpen}>
          {props.text}
        </button>
      ) : (
        <span style={{ padding: "0 8px" }}>{props.text}</span>
      )}
      <button type="button" aria-label={props.removeLabel} onClick={props.onRemove}>
        <CloseOutlined aria-hidden />
      </button>
    </span>
  );
}
