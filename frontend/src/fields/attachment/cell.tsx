import { apiUrl } from "@/api/client";

import { formatBytes } from "../common/format";
import type { CellProps } from "../contract";

export interface FileEntry {
  id: string;
  name: string;
  size?: number;
  type?: string;
}

/** The files of a value; entries may be bare ids. */
export function filesOf(value: CellProps["value"]): FileEntry[] {
  if (!Array.isArray(value)) return [];
  return value.map((entry) =>
    typeof entry === "object" && entry !== null && !Array.isArray(entry)
      ? (entry as unknown as FileEntry)
      : { id: String(entry), name: String(entry) },
  );
}

/** Names of the files, each a download. */
export default function AttachmentCell({ value, language, dense }: CellProps) {
  const files = filesOf(value);
  if (files.length === 0) return null;
  return (
    <span style={{ display: "flex", gap: 8, flexDirection: dense ? "row" : "column", overflow: "hidden" }}>
      {files.map((file) => (
        <a key={file.id} href={apiUrl(`/files/${file.id}`)} download={file.name} style={{ whiteSpace: "nowrap" }}>
          {file.name}
          {!dense && file.size !== undefined && ` (${formatBytes(file.size, language)})`}
        </a>
      ))}
    </span>
  );
}
