import { Input } from "antd";
import { useTranslation } from "react-i18next";

import { KEY_PATTERN, keyFromLabel } from "@/builder/core/ids";
import { PropertyField } from "@/builder/core/property-panel";

export interface Names {
  zh: string;
  en: string;
  key: string;
  /** True once the key was typed by hand and no longer follows the name. */
  isOwnKey: boolean;
}

export const NO_NAMES: Names = { zh: "", en: "", key: "", isOwnKey: false };

/** Return the label in both languages; a name given in one language stands for both. */
export function labelOfNames({ zh, en }: Names): Record<string, string> {
  return { "zh-CN": zh.trim() || en.trim(), en: en.trim() || zh.trim() };
}

export function namesFault(names: Names, taken: readonly string[]): "name" | "key" | "taken" | null {
  if (!names.zh.trim() && !names.en.trim()) return "name";
  if (!KEY_PATTERN.test(names.key)) return "key";
  return taken.includes(names.key) ? "taken" : null;
}

/** Names in both languages and the key that follows them. */
export function NameFields({ names, taken, onChange }: { names: Names; taken: readonly string[]; onChange: (names: Names) => void }) {
  const { t, i18n } = useTranslation("studio");
  const fault = namesFault(names, taken);
  const set = (members: Partial<Names>) => {
    const next = { ...names, ...members };
    if (!next.isOwnKey) next.key = keyFromLabel(next.en || next.zh);
    onChange(next);
  };
  const zh = (
    <PropertyField label={t("name.zh")} key="zh">
      {(id) => <Input id={id} lang="zh-CN" value={names.zh} onChange={(event) => set({ zh: event.target.value })} />}
    </PropertyField>
  );
  const en = (
    <PropertyField label={t("name.en")} key="en">
      {(id) => <Input id={id} lang="en" value={names.en} onChange={(event) => set({ en: event.target.value })} />}
    </PropertyField>
  );
  const keyFault = names.key !== "" && (fault === "key" || fault === "taken") ? t(`name.${fault}`) : undefined;
  return (
    <>
      {i18n.language === "en" ? [en, zh] : [zh, en]}
      <PropertyField label={t("name.key_label")} help={t("name.keyHelp")} error={keyFault}>
        {(id) => <Input id={id} value={names.key} onChange={(event) => set({ key: event.target.value.trim(), isOwnKey: true })} />}
      </PropertyField>
    </>
  );
}
