import { pickText } from "@/builder/core/localized";

import { typeInfo } from "../model/catalogue";
import type { FieldOption, FormField } from "../model/form-document";
import { TypeIcon } from "./type-icon";

/** A light picture of a field's input: a hundred of them must stay quick. */
export function FieldMock({ field, language }: { field: FormField; language: string }) {
  const options = (Array.isArray(field.options) ? field.options : []) as FieldOption[];
  if (field.type === "radio" && options.length > 0) {
    return (
      <div className="form-mock form-mock-plain">
        {options.slice(0, 4).map((option) => (
          <span key={option.id ?? option.key}>○ {pickText(option.label, language) || option.key}</span>
        ))}
      </div>
    );
  }
  if (field.type === "checkbox") return <div className="form-mock form-mock-plain">☐</div>;
  if (field.type === "subtable") {
    return (
      <div className="form-mock form-mock-table">
        {(field.fields ?? []).map((column) => (
          <span key={column.id}>{pickText(column.label, language) || column.key}</span>
        ))}
      </div>
    );
  }
  const hint = pickText(field.help as FormField["help"], language);
  const first = options[0] ? pickText(options[0].label, language) || options[0].key : "";
  return (
    <div className="form-mock" data-tall={typeInfo(field.type).isWide || undefined}>
      <TypeIcon type={field.type} />
      <span className="builder-item-text">{describe(field) || hint || first}</span>
    </div>
  );
}

function describe(field: FormField): string {
  const text = (name: string) => (typeof field[name] === "string" ? field[name] : "");
  switch (field.type) {
    case "formula":
      return `= ${text("expression")}`;
    case "link":
      return text("target") ? `→ ${text("target")}` : "";
    case "lookup":
      return [text("via"), text("field")].filter(Boolean).join(" › ");
    case "rollup":
      return text("via") ? `${text("aggregate") || "sum"}(${[text("via"), text("field")].filter(Boolean).join(".")})` : "";
    case "computed":
      return text("plugin");
    case "currency":
      return text("currency");
    default:
      return "";
  }
}
