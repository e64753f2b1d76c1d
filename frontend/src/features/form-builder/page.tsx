import "./form-builder.css";

import { useParams } from "@tanstack/react-router";
import { Segmented, Tabs } from "antd";
import { lazy, Suspense, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { BuilderPage, BuilderShell } from "@/builder/core/builder-page";
import { CarryArea, type CarryTarget } from "@/builder/core/carry";
import { DragArea, type DragPoint, type DragThing } from "@/builder/core/dnd";
import { useDocuments } from "@/builder/core/form-fields";
import type { Command } from "@/builder/core/keymap";
import { pickText } from "@/builder/core/localized";
import type { ElementLink } from "@/builder/core/problem-list";
import { useBuilderStore } from "@/builder/core/use-builder";
import { useClipboard } from "@/builder/core/use-clipboard";
import { Loading } from "@/ui/loading";

import { Canvas, type DropMark, placeOfTarget } from "./components/canvas";
import { requestRename } from "./components/inline-label";
import { Outline } from "./components/outline";
import { Palette } from "./components/palette";
import { Properties } from "./components/properties";
import { COPY_SUFFIX } from "./components/quick-actions";
import { TypeIcon } from "./components/type-icon";
import { dropPlace, measureCanvas } from "./model/drop-place";
import { fieldById, type FormDocument, type FormField, placeOf } from "./model/form-document";
import { normaliseForm } from "./model/normalise";
import { revealElement, useFormActions } from "./use-form-actions";

const Preview = lazy(() => import("./components/preview"));
const RulesEditor = lazy(() => import("./components/rules-editor").then((module) => ({ default: module.RulesEditor })));

/** The form builder. */
export default function Page() {
  const { app, key } = useParams({ strict: false }) as { app: string; key: string };
  return (
    <BuilderPage<FormDocument> key={`${app}/${key}`} address={{ app, kind: "forms", key }} normalise={normaliseForm}>
      <FormBuilder app={app} ownKey={key} />
    </BuilderPage>
  );
}

type Mode = "design" | "rules" | "preview";

function FormBuilder({ app, ownKey }: { app: string; ownKey: string }) {
  const { t, i18n } = useTranslation("form-builder");
  const store = useBuilderStore<FormDocument>();
  const forms = useDocuments(app, "forms");
  const actions = useFormActions(forms.find((form) => form.key !== ownKey)?.key ?? ownKey);
  const [mode, setMode] = useState<Mode>("design");
  const [dragged, setDragged] = useState<DropMark | null>(null);
  const marked = useRef<DropMark | null>(null);

  const mark = (next: DropMark | null) => {
    const same = next?.place.section === marked.current?.place.section && next?.place.index === marked.current?.place.index;
    if (same && (next === null) === (marked.current === null)) return;
    marked.current = next;
    setDragged(next);
  };
  const onMove = (active: DragThing, pointer: DragPoint) => {
    const canvas = document.querySelector<HTMLElement>("[data-testid='form-canvas']");
    if (canvas === null) return;
    const box = canvas.querySelector("[data-testid='drop-placeholder']")?.getBoundingClientRect();
    if (box && pointer.x >= box.left && pointer.x <= box.right && pointer.y >= box.top && pointer.y <= box.bottom) return;
    const place = dropPlace(pointer, measureCanvas(canvas));
    const own = document.querySelector(`[data-element-id="${active.id}"]`)?.getBoundingClientRect().height;
    mark(place && { place, height: own ?? 72 });
  };
  const onDrop = (active: DragThing) => {
    const place = marked.current?.place;
    mark(null);
    if (place === undefined) return;
    if (active.kind === "type") actions.addField(active.id, place);
    else actions.move(String(active.fieldKey), place);
    if (active.kind === "field") actions.select(active.id);
  };

  const targetsOf = useCallback(
    (id: string) => {
      const form = store.document();
      const field = fieldById(form, id);
      const at = field ? placeOf(form, field.key) : null;
      const targets: CarryTarget[] = [];
      let start = 0;
      for (const [section, { items, label }] of form.layout.entries()) {
        const container = pickText(label, i18n.language) || t("section.number", { number: section + 1 });
        for (let index = 0; index <= items.length; index += 1) {
          const isOwn = at?.section === section && (index === at.index || index === at.index + 1);
          if (isOwn && index !== at.index) continue;
          if (isOwn) start = targets.length;
          const shift = at?.section === section && index > at.index ? 0 : 1;
          targets.push({ key: `${section}/${index}`, position: index + shift, total: items.length + (at?.section === section ? 0 : 1), container });
        }
      }
      return { targets, start };
    },
    [store, i18n.language, t],
  );
  const dropCarried = useCallback(
    (id: string, target: CarryTarget) => {
      const field = fieldById(store.document(), id);
      if (field) actions.move(field.key, placeOfTarget(target.key));
      revealElement(id, true);
    },
    [store, actions],
  );

  const openElement = useCallback(
    (id: string) => {
      setMode(store.document().rules.some((rule) => rule.id === id) ? "rules" : "design");
      store.select(id);
      revealElement(id);
    },
    [store],
  );
  const onCommand = useCallback(
    (command: Command) => {
      const id = store.store.getState().selection;
      if (id === null || fieldById(store.document(), id) === undefined) return;
      if (command === "delete") actions.remove(id);
      else if (command === "duplicate") actions.duplicate(id, COPY_SUFFIX);
      else if (command === "rename") requestRename(id);
      else if (command === "moveUp") actions.step(id, -1);
      else if (command === "moveDown") actions.step(id, 1);
    },
    [store, actions],
  );
  useClipboard<FormField>(
    "field",
    () => fieldById(store.document(), store.store.getState().selection ?? "") ?? null,
    (field) => actions.paste(field),
  );
  const linkOf = useCallback(
    (form: FormDocument, pointer: string): ElementLink | null => {
      const [, part, index] = pointer.split("/");
      const element = part === "fields" ? form.fields[Number(index)] : part === "rules" ? form.rules[Number(index)] : undefined;
      if (element === undefined) return null;
      const label = "label" in element ? pickText(element.label as FormDocument["label"], i18n.language) : t("rules.number", { number: Number(index) + 1 });
      return { id: element.id, label: label || t("problems.element") };
    },
    [i18n.language, t],
  );

  return (
    <DragArea
      onMove={onMove}
      onDrop={onDrop}
      onCancel={() => mark(null)}
      overlay={(active) => (
        <div className="form-overlay">
          <TypeIcon type={String(active.type)} />
          {active.label}
        </div>
      )}
    >
      <CarryArea targetsOf={targetsOf} onDrop={dropCarried}>
        <BuilderShell<FormDocument>
          bare={mode !== "design"}
          linkOf={linkOf}
          onOpenElement={openElement}
          onCommand={onCommand}
          extra={
            <Segmented
              aria-label={t("mode.title")}
              value={mode}
              onChange={setMode}
              options={(["design", "rules", "preview"] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
            />
          }
          left={
            <Tabs
              size="small"
              items={[
                { key: "palette", label: t("palette.title"), children: <Palette actions={actions} /> },
                { key: "outline", label: t("outline.title"), children: <Outline actions={actions} /> },
              ]}
            />
          }
          canvas={
            mode === "design" ? (
              <Canvas actions={actions} dragged={dragged} />
            ) : (
              <Suspense fallback={<Loading />}>{mode === "preview" ? <Preview app={app} /> : <RulesEditor actions={actions} />}</Suspense>
            )
          }
          right={<Properties app={app} actions={actions} />}
        />
      </CarryArea>
    </DragArea>
  );
}

