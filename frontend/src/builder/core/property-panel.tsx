import { Input, InputNumber, Select, Switch } from "antd";
import { type ReactNode, useId } from "react";

import { ExpressionInput } from "./expression-input";
import { KeyInput } from "./key-input";
import { LocalizedInput } from "./localized-input";
import type { LocalizedText } from "./localized";
import type { Property } from "./property-schema";

export interface PanelProps {
  properties: readonly Property[];
  valueOf: (name: string) => unknown;
  onChange: (name: string, value: unknown) => void;
  /** Field paths that expressions may name; undefined turns the "unknown field" mark off. */
  paths?: readonly string[];
  /** Editors of properties of kind `custom`, by name. */
  custom?: Record<string, (property: Property) => ReactNode>;
}

/** Label, input and help of one property. */
export function PropertyField(props: { label: string; help?: string; error?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="builder-field">
      <label htmlFor={id}>{props.label}</label>
      {props.children(id)}
      {props.help && <p className="builder-hint">{props.help}</p>}
      {props.error && (
        <p className="builder-error" role="alert">
          {props.error}
        </p>
      )}
    </div>
  );
}

/** A property panel generated from its schema. */
export function PropertyPanel(props: PanelProps) {
  return props.properties.map((property, index) => {
    const isNewGroup = property.group !== undefined && property.group !== props.properties[index - 1]?.group;
    return (
      <div key={property.name}>
        {isNewGroup && <h3 className="builder-heading">{property.group}</h3>}
        <PropertyEditor {...props} property={property} />
      </div>
    );
  });
}

function PropertyEditor({ property, valueOf, onChange, paths, custom }: PanelProps & { property: Property }) {
  const id = useId();
  const value = valueOf(property.name);
  const set = (next: unknown) => onChange(property.name, next === "" || next === null ? undefined : next);
  if (property.kind === "custom") return custom?.[property.name]?.(property) ?? null;
  if (property.kind === "switch") {
    return (
      <div className="builder-field-row">
        <label htmlFor={id}>{property.label}</label>
        <Switch id={id} size="small" checked={value === true} onChange={(checked) => set(checked ? true : undefined)} />
      </div>
    );
  }
  if (property.kind === "localized") {
    return <LocalizedInput label={property.label} value={value as LocalizedText} onChange={set} />;
  }
  if (property.kind === "expression") {
    return <ExpressionInput label={property.label} value={value} onChange={set} paths={paths} help={property.help} />;
  }
  if (property.kind === "key") {
    return <KeyInput label={property.label} value={String(value ?? "")} onCommit={(key) => onChange(property.name, key)} help={property.help} />;
  }
  return (
    <PropertyField label={property.label} help={property.help}>
      {(inputId) => <SimpleInput id={inputId} property={property} value={value} set={set} />}
    </PropertyField>
  );
}

function SimpleInput(props: { id: string; property: Property; value: unknown; set: (value: unknown) => void }) {
  const { id, property, value, set } = props;
  switch (property.kind) {
    case "number":
      return (
        <InputNumber
          id={id}
          value={value === undefined || value === null || value === "" ? null : Number(value)}
          min={property.min}
          max={property.max}
          step={property.step}
          onChange={set}
          style={{ width: "100%" }}
        />
      );
    case "select":
    case "multi":
      return (
        <Select
          id={id}
          aria-label={property.label}
          mode={property.kind === "multi" ? "multiple" : undefined}
          value={value ?? (property.kind === "multi" ? [] : undefined)}
          options={[...(property.choices ?? [])]}
          allowClear={property.allowEmpty}
          placeholder={property.placeholder}
          showSearch={{ optionFilterProp: "label" }}
          onChange={set}
          style={{ width: "100%" }}
        />
      );
    case "color":
      return <input id={id} type="color" value={typeof value === "string" && value ? value : "#0958d9"} onChange={(event) => set(event.target.value)} />;
    case "date":
      return <Input id={id} type="date" value={String(value ?? "")} onChange={(event) => set(event.target.value)} />;
    case "multiline":
      return <Input.TextArea id={id} autoSize={{ minRows: 2, maxRows: 8 }} value={String(value ?? "")} onChange={(event) => set(event.target.value)} />;
    default:
      return <Input id={id} value={String(value ?? "")} placeholder={property.placeholder} onChange={(event) => set(event.target.value)} />;
  }
}
