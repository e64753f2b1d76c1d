const NAMED: Record<string, string> = {
  gray: "#8c8c8c",
  red: "#f5222d",
  orange: "#fa8c16",
  gold: "#d4b106",
  green: "#52c41a",
  cyan: "#13c2c2",
  blue: "#1677ff",
  purple: "#722ed1",
  magenta: "#eb2f96",
};

/** The CSS colour of an option's or stage's colour name; hex values pass. */
export function cssColor(name: string | null | undefined): string | undefined {
  if (!name) return undefined;
  return NAMED[name] ?? (/^#[0-9a-f]{6}$/i.test(name) ? name : undefined);
}
