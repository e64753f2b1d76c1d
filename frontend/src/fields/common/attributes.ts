import type { ControlProps } from "../contract";

type Described = Pick<ControlProps, "id" | "invalid" | "required" | "describedBy">;

/** Accessibility attributes that every input carries; the label's id is the input's id plus "-label". */
export function aria(props: Described) {
  return {
    "aria-invalid": props.invalid || undefined,
    "aria-required": props.required || undefined,
    "aria-describedby": props.describedBy,
  };
}

/** For groups, which a `<label for>` cannot name. */
export function groupAria(props: Described) {
  return { "aria-labelledby": `${props.id}-label`, "aria-describedby": props.describedBy };
}
