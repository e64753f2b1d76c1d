import type { Json, LinkTitle, RecordItem, RowTitles } from "@/api/types";

type Link = RecordItem["links"][string] | undefined;

const isTitle = (link: Link): link is LinkTitle => typeof link?.title === "string";

/** The title of a link's or a person's value, if the answer has it. */
export function titleOf(link: Link, value?: Json): string | null {
  if (!isTitle(link)) return null;
  return value === undefined || link.id === value ? link.title : null;
}

/** The links of one row of a sub-table, by field key, as a record has its own. */
export function rowLinks(link: Link, row: Record<string, Json | undefined>): Record<string, LinkTitle | null> {
  if (!link || isTitle(link)) return {};
  const found: Record<string, LinkTitle | null> = {};
  for (const [key, titles] of Object.entries(link as RowTitles)) {
    const title = titles[String(row[key])];
    if (title !== undefined) found[key] = title;
  }
  return found;
}
