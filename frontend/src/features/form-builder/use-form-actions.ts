/** Everything that can be done to the form under edit; one call is one undo step. */
import { useMemo } from "react";

import { keyFromLabel, newId, uniqueKey } from "@/builder/core/ids";
import { textIn, withText } from "@/builder/core/localized";
import { useBuilderStore } from "@/builder/core/use-builder";

import { startSettings, typeInfo } from "./model/catalogue";
import { fieldById, placeOf, type FormDocument, type FormField, type Place, type Section } from "./model/form-document";
import * as operations from "./model/operations";

/** Scroll an element of the canvas into view and, on request, focus its handle. */
export function revealElement(id: string, focusHandle = false): void {
  requestAnimationFrame(() => {
    document.querySelector(`[data-element-id="${id}"]`)?.scrollIntoView({ block: "nearest" });
    if (focusHandle) document.querySelector<HTMLElement>(`[data-handle-of="${id}"]`)?.focus();
  });
}

export function useFormActions(firstForm?: string) {
  const store = useBuilderStore<FormDocument>();
  return useMemo(() => {
    const form = () => store.document();
    const selection = () => store.store.getState().selection;

    function addField(type: string, place?: Place): string {
      const info = typeInfo(type);
      const id = newId();
      const key = uniqueKey(type, form().fields.map((field) => field.key));
      const field: FormField = { id, key, type, label: { ...info.label }, ...startSettings(type, newId, firstForm) };
      store.change((draft) => operations.insertField(draft, field, place ?? operations.placeAfter(draft, selection())), { select: id });
      revealElement(id);
      return id;
    }

    function setMember(id: string, name: string, value: unknown): void {
      store.change(
        (draft) => {
          const field = fieldById(draft, id);
          if (field === undefined) return;
          if (value === undefined) delete field[name];
          else field[name] = value;
        },
        { group: `${id}.${name}` },
      );
    }

    /** Write the label in one language; a key that was only the type's name follows it once. */
    function setLabel(id: string, language: string, text: string): void {
      store.change((draft) => {
        const field = fieldById(draft, id);
        if (field === undefined || text === "" || textIn(field.label, language) === text) return;
        field.label = withText(field.label, language, text);
        const wanted = keyFromLabel(text);
        const isStart = new RegExp(`^${field.type}(_\\d+)?$`).test(field.key);
        if (isStart && wanted) {
          const taken = draft.fields.filter((other) => other.id !== id).map((other) => other.key);
          operations.renameField(draft, id, uniqueKey(wanted, taken));
        }
      });
    }

    return {
      addField,
      setMember,
      setLabel,
      move(key: string, to: Place) {
        store.change((draft) => operations.moveField(draft, key, to));
      },
      step(id: string, direction: -1 | 1): boolean {
        const field = fieldById(form(), id);
        const to = field && operations.stepPlace(form(), field.key, direction);
        if (!field || !to) return false;
        store.change((draft) => operations.moveField(draft, field.key, to));
        revealElement(id);
        return true;
      },
      remove(id: string) {
        const field = fieldById(form(), id);
        const place = field && placeOf(form(), field.key);
        store.change((draft) => operations.removeField(draft, id));
        const items = place ? (form().layout[place.section]?.items ?? []) : [];
        const heir = place ? items[Math.min(place.index, items.length - 1)] : undefined;
        store.select(form().fields.find((other) => other.key === heir?.field)?.id ?? null);
      },
      duplicate(id: string, suffix: Record<string, string>) {
        const original = fieldById(form(), id);
        if (original === undefined) return;
        let copy = "";
        store.change((draft) => {
          copy = operations.duplicateField(draft, original, suffix);
        });
        store.select(copy);
        revealElement(copy);
      },
      /** Put a field from the clipboard behind the selection, with a key and an id of its own. */
      paste(copied: FormField) {
        let id = "";
        store.change((draft) => {
          const key = uniqueKey(copied.key, draft.fields.map((field) => field.key));
          const field = { ...operations.freshIds(copied), key };
          id = field.id;
          operations.insertField(draft, field, operations.placeAfter(draft, selection()));
        });
        store.select(id);
        revealElement(id);
      },
      convert(id: string, type: string) {
        store.change((draft) => {
          const field = fieldById(draft, id);
          if (field === undefined) return;
          field.type = type;
          for (const [name, value] of Object.entries(startSettings(type, newId, firstForm))) field[name] ??= value;
        });
      },
      renameKey(id: string, key: string) {
        store.change((draft) => operations.renameField(draft, id, key));
      },
      setWidth(key: string, width: number) {
        store.change((draft) => {
          for (const section of draft.layout) {
            for (const item of section.items) if (item.field === key) item.width = width;
          }
        });
      },
      addSection(label: Record<string, string>) {
        const chosen = form().layout.findIndex((section) => section.id === selection());
        let id = "";
        store.change((draft) => {
          id = operations.addSection(draft, label, chosen >= 0 ? chosen : draft.layout.length - 1);
        });
        store.select(id);
        revealElement(id);
      },
      setSection(id: string, members: Partial<Section>) {
        store.change(
          (draft) => {
            const section = draft.layout.find((candidate) => candidate.id === id);
            if (section) Object.assign(section, members);
          },
          { group: `${id}.${Object.keys(members).join()}` },
        );
      },
      removeSection(id: string) {
        store.change((draft) => operations.removeSection(draft, id), { select: null });
      },
      moveSection(id: string, by: -1 | 1) {
        const from = form().layout.findIndex((section) => section.id === id);
        store.change((draft) => operations.moveSection(draft, id, from + by));
      },
      setForm(name: string, value: unknown) {
        store.change(
          (draft) => {
            if (value === undefined) delete draft[name];
            else draft[name] = value;
          },
          { group: `form.${name}` },
        );
      },
      change: store.change,
      select: (id: string | null) => store.select(id),
    };
  }, [store, firstForm]);
}

export type FormActions = ReturnType<typeof useFormActions>;
