/** Search parameters of the addresses; unknown or malformed ones are dropped. */
type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined;

export interface LoginSearch {
  next?: string;
}
export const validateLoginSearch = (raw: Raw): LoginSearch => {
  const next = text(raw.next);
  return next ? { next } : {};
};

export interface ListSearch {
  view?: string;
  q?: string;
  filter?: string;
  sort?: string;
  columns?: string;
}
export const validateListSearch = (raw: Raw): ListSearch => {
  const search: ListSearch = {};
  for (const key of ["view", "q", "filter", "sort", "columns"] as const) {
    const value = text(raw[key]);
    if (value) search[key] = value;
  }
  return search;
};

export interface TabSearch {
  tab?: string;
}
export const validateTabSearch = (raw: Raw): TabSearch => {
  const tab = text(raw.tab);
  return tab ? { tab } : {};
};

export interface InboxSearch {
  box?: "mine" | "done" | "sent";
}
export const validateInboxSearch = (raw: Raw): InboxSearch =>
  raw.box === "done" || raw.box === "sent" || raw.box === "mine" ? { box: raw.box } : {};

export interface BoardSearch {
  filters?: { field: string; grain?: string; values: (string | number | boolean | null)[] }[];
}
export const validateBoardSearch = (raw: Raw): BoardSearch => {
  if (!Array.isArray(raw.filters)) return {};
  const filters = raw.filters.filter(
    (entry): entry is NonNullable<BoardSearch["filters"]>[number] =>
      typeof entry === "object" && entry !== null && typeof entry.field === "string" && Array.isArray(entry.values),
  );
  return filters.length > 0 ? { filters } : {};
};
