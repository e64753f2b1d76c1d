/** The computations that are installed, and a chooser for them. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { api } from "@/api/client";
import type { Label } from "@/i18n/language";

import { pickText } from "./localized";
import { PropertyField } from "./property-panel";

export interface PluginInput {
  key: string;
  label: Record<string, string>;
  required: boolean;
  many: boolean;
}

interface ParameterSchema {
  default?: unknown;
  "x-title"?: Record<string, string>;
}

/** The manifest of a plugin: what it learns from, and what may be set. */
export interface PluginSpec {
  key: string;
  label: Label;
  inputs: PluginInput[];
  parameters: { properties?: Record<string, ParameterSchema> };
}

export function usePlugins(): PluginSpec[] {
  const query = useQuery({
    queryKey: ["builder-plugins"],
    queryFn: async ({ signal }) => {
      type Raw = Partial<PluginSpec> & { id?: string };
      const answer = await api.get<{ items?: Raw[] } | Raw[]>("/plugins", { signal });
      const items = Array.isArray(answer) ? answer : (answer.items ?? []);
      return items.map((raw) => ({ key: raw.key ?? raw.id ?? "", label: raw.label ?? raw.key ?? raw.id ?? "", inputs: raw.inputs ?? [], parameters: raw.parameters ?? {} }));
    },
    staleTime: 60_000,
  });
  return query.data ?? [];
}

export function PluginSelect({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string) => void }) {
  const { i18n } = useTranslation("builder");
  const plugins = usePlugins();
  return (
    <PropertyField label={label}>
      {(id) => (
        <Select
          id={id}
          aria-label={label}
          value={value}
          options={plugins.map((plugin) => ({ value: plugin.key, label: pickText(plugin.label, i18n.language) || plugin.key }))}
          onChange={onChange}
        />
      )}
    </PropertyField>
  );
}
