import { DeleteOutlined, UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { apiUrl } from "@/api/client";
import { uploadFile } from "@/api/files";
import type { Json } from "@/api/types";
import { useFaultText } from "@/ui/fault-state";

import { formatBytes } from "../common/format";
import type { ControlProps } from "../contract";
import { filesOf } from "./cell";

/** Files of the record: choose or photograph, remove. */
export default function AttachmentControl({ field, value, onChange, id, disabled, describedBy }: ControlProps) {
  const { t, i18n } = useTranslation("fields");
  const faultText = useFaultText();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const files = filesOf(value);
  const add = async (chosen: File[]) => {
    setBusy(true);
    setFault(null);
    const kept: Json[] = [...(Array.isArray(value) ? value : [])];
    try {
      for (const file of chosen) {
        const stored = await uploadFile(file);
        kept.push({ id: stored.id, name: stored.name ?? file.name, size: stored.size ?? file.size, type: stored.type ?? file.type });
      }
    } catch (error) {
      setFault(faultText(error));
    }
    setBusy(false);
    onChange(kept);
  };
  return (
    <div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])];
          event.target.value = "";
          if (chosen.length > 0) void add(chosen);
        }}
      />
      <Button id={id} icon={<UploadOutlined />} loading={busy} disabled={disabled} aria-label={`${t("attachment.choose")}: ${field.label}`} aria-describedby={describedBy} onClick={() => input.current?.click()}>
        {t("attachment.choose")}
      </Button>
      {fault && <div role="alert" style={{ color: "var(--triloom-color-error)" }}>{fault}</div>}
      <ul style={{ listStyle: "none", padding: 0, margin: "4px 0 0" }}>
        {files.map((file) => (
          <li key={file.id} style={{ display: "flex", gap: 8, alignItems: "center" }}>
            <a href={apiUrl(`/files/${file.id}`)} download={file.name}>{file.name}</a>
            {file.size !== undefined && <span>{formatBytes(file.size, i18n.language)}</span>}
            {!disabled && (
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t("attachment.remove", { name: file.name })}
                onClick={() => onChange((value as Json[]).filter((_, index) => files[index].id !== file.id))}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
