import { api } from "./client";

export interface StoredFile {
  id: string;
  name: string;
  size: number;
  type: string;
}

/** Uploads one file; it stays unlinked until a record that holds it is saved. */
export function uploadFile(file: File): Promise<StoredFile> {
  const form = new FormData();
  form.append("file", file);
  return api.post<StoredFile>("/files", form);
}
