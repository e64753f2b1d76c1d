import { describe, expect, it } from "vitest";

import { catalogueKey } from "..";

const FILES = import.meta.glob<Record<string, unknown>>("../../**/locales/*.json", { eager: true, import: "default" });

function leaves(words: unknown, prefix = ""): [string, string][] {
  if (typeof words === "string") return [[prefix, words]];
  return Object.entries(words as Record<string, unknown>).flatMap(([key, value]) =>
    leaves(value, prefix ? `${prefix}.${key}` : key),
  );
}

/** English needs plural forms that Chinese does not have. */
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, "");
const placeholders = (text: string) => [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1]).sort();

describe("word catalogues", () => {
  const byNamespace = new Map<string, Map<string, [string, string][]>>();
  for (const [path, words] of Object.entries(FILES)) {
    const key = catalogueKey(path);
    if (!key) continue;
    const languages = byNamespace.get(key.namespace) ?? new Map();
    expect(languages.has(key.language), `two folders share the namespace ${key.namespace}`).toBe(false);
    byNamespace.set(key.namespace, languages.set(key.language, leaves(words)));
  }

  it.each([...byNamespace.keys()])("%s has the same keys and placeholders in both languages", (namespace) => {
    const languages = byNamespace.get(namespace)!;
    const english = languages.get("en") ?? [];
    const chinese = languages.get("zh-CN") ?? [];
    const keys = (list: [string, string][]) => [...new Set(list.map(([key]) => withoutPlural(key)))].sort();
    expect(keys(chinese)).toEqual(keys(english));
    const chineseText = new Map(chinese.map(([key, text]) => [withoutPlural(key), text]));
    for (const [key, text] of english) {
      expect(text, `${namespace}:${key} is empty`).not.toBe("");
      if (key.endsWith("_one")) continue; // "One field" may leave the number out.
      expect(placeholders(chineseText.get(withoutPlural(key))!), `${namespace}:${key}`).toEqual(placeholders(text));
    }
  });
});
