import { Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { ApiError } from "@/api/problem";
import type { CompiledForm, Json, Values } from "@/api/types";
import { cellOf } from "@/fields/cells";

export interface Clash {
  field: string;
  base: Json;
  mine: Json;
  theirs: Json;
}

/** The clashing fields of a 409; empty when it is another kind of conflict. */
export function clashesOf(error: ApiError): Clash[] {
  const listed = error.body.conflicts;
  if (!Array.isArray(listed)) return [];
  return (listed as Clash[]).filter((entry) => typeof entry.field === "string" && "theirs" in entry);
}

/** Another person changed the same fields meanwhile: choose per field whose value stays. */
export function ConflictDialog(props: { app: string; compiled: CompiledForm; clashes: Clash[]; onClose: () => void; onResolve: (chosen: Values) => void }) {
  const { app, compiled, clashes } = props;
  const { t, i18n } = useTranslation("app-runtime");
  const [keep, setKeep] = useState<Record<string, "mine" | "theirs">>({});
  const show = (key: string, value: Json) => {
    const field = compiled.fields.find((entry) => entry.key === key);
    if (!field || value == null) return t("state.none", { ns: "app" });
    const Cell = cellOf(field.type);
    return <Cell field={field} value={value} app={app} language={i18n.language} />;
  };
  return (
    <Modal
      open
      title={t("conflict.title")}
      onCancel={props.onClose}
      okText={t("conflict.apply")}
      onOk={() => props.onResolve(Object.fromEntries(clashes.map((clash) => [clash.field, keep[clash.field] === "theirs" ? clash.theirs : clash.mine])))}
    >
      <p>{t("conflict.text")}</p>
      {clashes.map((clash) => {
        const label = compiled.fields.find((field) => field.key === clash.field)?.label ?? clash.field;
        return (
          <fieldset key={clash.field} style={{ border: 0, padding: 0, margin: "0 0 12px" }}>
            <legend style={{ fontWeight: 600 }}>{label}</legend>
            <Radio.Group
              vertical
              name={`conflict-${clash.field}`}
              value={keep[clash.field] ?? "mine"}
              onChange={(event) => setKeep({ ...keep, [clash.field]: event.target.value })}
              options={[
                { value: "mine", label: <>{t("conflict.mine")}: {show(clash.field, clash.mine)}</> },
                { value: "theirs", label: <>{t("conflict.theirs")}: {show(clash.field, clash.theirs)}</> },
              ]}
            />
          </fieldset>
        );
      })}
    </Modal>
  );
}
