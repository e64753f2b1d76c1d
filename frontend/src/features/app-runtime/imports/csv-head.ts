const SAMPLE_BYTES = 65_536;
const SAMPLE_ROWS = 3;

/** The head and first rows of a CSV file, for the mapping; the server reads the file itself. */
export async function readHead(file: File): Promise<{ header: string[]; rows: string[][] }> {
  const bytes = new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer());
  const text = decode(bytes);
  const delimiter = guessDelimiter(text);
  const rows = parseRows(text, delimiter, SAMPLE_ROWS + 1);
  return { header: rows[0] ?? [], rows: rows.slice(1) };
}

function decode(bytes: Uint8Array): string {
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      // A cut at the sample's end may split a character: only complain about the rest.
      return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true }).replace(/^\uFEFF/, "");
    } catch {
      continue;
    }
  }
  return new TextDecoder("latin1").decode(bytes);
}

/** The separator that the first line has most of. */
export function guessDelimiter(text: string): string {
  const line = text.split(/\r?\n/, 1)[0];
  return [",", ";", "\t", "|"].map((mark) => ({ mark, count: line.split(mark).length })).sort((a, b) => b.count - a.count)[0].mark;
}

/** Up to `limit` rows; quotes may hold separators and line ends. */
export function parseRows(text: string, delimiter: string, limit: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < text.length && rows.length < limit; index += 1) {
    const character = text[index];
    if (quoted) {
      if (character === '"' && text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else if (character === '"') quoted = false;
      else cell += character;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === delimiter) {
      row.push(cell);
      cell = "";
    } else if (character === "\n") {
      row.push(cell.replace(/\r$/, ""));
      rows.push(row);
      row = [];
      cell = "";
    } else cell += character;
  }
  if (rows.length < limit && (cell !== "" || row.length > 0)) rows.push([...row, cell]);
  return rows;
}

const fold = (text: string) => text.toLowerCase().normalize("NFKC").replace(/[\s_\-./]+/g, "");

/** The field that a column most likely means: same key or same label. */
export function guessField(column: string, fields: readonly { key: string; label: string }[]): string | null {
  const wanted = fold(column);
  const hit = fields.find((field) => fold(field.key) === wanted || fold(field.label) === wanted);
  return hit?.key ?? null;
}
