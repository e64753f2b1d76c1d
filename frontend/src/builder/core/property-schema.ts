/** Describes the properties of an element; the panel is generated from it. */

export type PropertyKind =
  | "text"
  | "multiline"
  | "localized"
  | "number"
  | "switch"
  | "select"
  | "multi"
  | "color"
  | "date"
  | "key"
  | "expression"
  | "custom";

export interface Choice {
  value: string;
  label: string;
}

export interface Property {
  /** Member of the element that the property edits. */
  name: string;
  kind: PropertyKind;
  label: string;
  help?: string;
  min?: number;
  max?: number;
  step?: number;
  choices?: readonly Choice[];
  allowEmpty?: boolean;
  placeholder?: string;
  /** Group of a heading in the panel. */
  group?: string;
}

type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  title?: string | Record<string, string>;
  description?: string | Record<string, string>;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
};

/** Turn the object part of a JSON Schema into properties, where a simple input can edit them. */
export function propertiesOfSchema(schema: JsonSchema, labelOf: (name: string, schema: JsonSchema) => string): Property[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]): Property[] => {
    const label = labelOf(name, part);
    const type = Array.isArray(part.type) ? part.type.find((item) => item !== "null") : part.type;
    const shared = { name, label, min: part.minimum, max: part.maximum };
    if (part.enum) {
      const choices = part.enum.filter((item) => item !== null).map((item) => ({ value: String(item), label: String(item) }));
      return [{ ...shared, kind: "select", choices, allowEmpty: true }];
    }
    if (type === "boolean") return [{ ...shared, kind: "switch" }];
    if (type === "integer") return [{ ...shared, kind: "number", step: 1 }];
    if (type === "number") return [{ ...shared, kind: "number" }];
    if (type === "string") return [{ ...shared, kind: "text" }];
    if (type === "array" && part.items?.enum) {
      return [{ ...shared, kind: "multi", choices: part.items.enum.map((item) => ({ value: String(item), label: String(item) })) }];
    }
    return [];
  });
}
