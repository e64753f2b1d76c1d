import type { ComponentType } from "react";

import type { CompiledField, Json, RecordItem } from "@/api/types";

/** What an input needs; values are API values, so decimals are strings. */
export interface ControlProps {
  field: CompiledField;
  value: Json | undefined;
  onChange: (value: Json) => void;
  /** Id of the focusable element; the label points at it. */
  id: string;
  disabled: boolean;
  invalid: boolean;
  required: boolean;
  /** Id of the help and fault text below. */
  describedBy?: string;
  app: string;
  /** Titles of linked records that are already known, by field key. */
  links?: RecordItem["links"];
}

/** What a read-only presentation needs. */
export interface CellProps {
  field: CompiledField;
  value: Json | undefined;
  /** Title of a link or a person, null where it may not be seen; titles of its rows for a sub-table. */
  link?: RecordItem["links"][string];
  app: string;
  language: string;
  /** True in dense places (list rows); false on the record page, where all of the value shows. */
  dense?: boolean;
}

export type Control = ComponentType<ControlProps>;
export type Cell = ComponentType<CellProps>;
