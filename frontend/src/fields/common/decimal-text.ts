/** Moves the decimal point of an exact decimal text: shift("0.125", 2) = "12.5". Not a number → null. */
export function shift(text: string, places: number): string | null {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!match || (match[2] === "" && !match[3])) return null;
  const [, sign, whole, fraction = ""] = match;
  let digits = whole + fraction;
  let point = whole.length + places;
  if (point < 0) {
    digits = "0".repeat(-point) + digits;
    point = 0;
  }
  digits = digits.padEnd(point, "0");
  const left = digits.slice(0, point).replace(/^0+(?=\d)/, "") || "0";
  const right = digits.slice(point).replace(/0+$/, "");
  const zero = /^0$/.test(left) && right === "";
  return `${zero ? "" : sign}${left}${right ? `.${right}` : ""}`;
}
