/** The closed function table of the browser; the same names and meanings as the server's. */

import { DATES, PERIODS } from "./functions/dates";
import type { Table } from "./functions/kind";
import { AGGREGATES, LISTS } from "./functions/lists";
import { LOGIC, OPERATORS, SUBJECT } from "./functions/logic";
import { NUMERIC } from "./functions/numeric";
import { TEXT } from "./functions/text";

export const FUNCTIONS: Table = {
  ...OPERATORS, ...LOGIC, ...TEXT, ...NUMERIC, ...DATES, ...PERIODS, ...SUBJECT, ...LISTS, ...AGGREGATES,
};
