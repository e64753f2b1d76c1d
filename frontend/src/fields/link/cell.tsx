import { Link } from "@tanstack/react-router";

import { Line } from "../common/plain-cell";
import { titleOf } from "../common/titles";
import type { CellProps } from "../contract";

/** The linked record's title, as a link to it where its form is known; nothing for one that may not be seen. */
export default function LinkCell({ field, value, link, app, dense }: CellProps) {
  if (typeof value !== "string" || value === "" || link === null) return null;
  const text = titleOf(link) || value;
  if (!field.target) return <Line title={text}>{text}</Line>;
  return (
    <Line title={text}>
      <Link to="/apps/$app/$form/$record" params={{ app, form: field.target, record: value }} tabIndex={dense ? -1 : undefined}>
        {text}
      </Link>
    </Line>
  );
}
