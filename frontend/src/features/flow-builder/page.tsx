import "./flow-builder.css";

import { useParams } from "@tanstack/react-router";
import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { Tabs } from "antd";
import { useCallback, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";

import type { Fault } from "@/api/problem";
import { BuilderPage, BuilderShell } from "@/builder/core/builder-page";
import { DragArea, type DragPoint, type DragThing } from "@/builder/core/dnd";
import type { Command } from "@/builder/core/keymap";
import { pickText } from "@/builder/core/localized";
import type { ElementLink } from "@/builder/core/problem-list";
import { useBuilderDocument, useBuilderStore } from "@/builder/core/use-builder";
import { useClipboard } from "@/builder/core/use-clipboard";

import { Canvas } from "./components/canvas";
import { Outline } from "./components/outline";
import { Palette } from "./components/palette";
import { Properties } from "./components/properties";
import { type FlowDocument, nodeById, stageOf } from "./model/flow-document";
import { fitOptions } from "./model/lanes";
import { normaliseFlow } from "./model/normalise";
import { findProblems } from "./model/problems";
import { type CopiedNode, labelOf, useFlowActions } from "./use-flow-actions";

/** The flow designer. */
export default function Page() {
  const { app, key } = useParams({ strict: false }) as { app: string; key: string };
  return (
    <BuilderPage<FlowDocument> key={`${app}/${key}`} address={{ app, kind: "flows", key }} normalise={normaliseFlow}>
      <ReactFlowProvider>
        <FlowBuilder app={app} />
      </ReactFlowProvider>
    </BuilderPage>
  );
}

function FlowBuilder({ app }: { app: string }) {
  const { t, i18n } = useTranslation("flow-builder");
  const store = useBuilderStore<FlowDocument>();
  const flow = useBuilderDocument<FlowDocument>();
  const actions = useFlowActions();
  const { screenToFlowPosition, setCenter, getNodes, fitView } = useReactFlow();
  const pointer = useRef<DragPoint | null>(null);

  const found = useMemo(() => findProblems(flow), [flow]);
  const problems = useMemo<Fault[]>(
    () =>
      found.map(({ pointer: at, code, node }) => {
        const named = nodeById(flow, node);
        const label = named ? pickText(labelOf(named, flow), i18n.language) || named.key : "";
        return { pointer: at, code, message: t(`problem.${code}`, { node: label }) };
      }),
    [found, flow, i18n.language, t],
  );

  const onDrop = (active: DragThing) => {
    const at = pointer.current;
    pointer.current = null;
    if (at === null) return;
    const below = document.elementsFromPoint(at.x, at.y);
    if (!below.some((element) => element.closest("[data-testid='flow-canvas']"))) return;
    const hit = (selector: string) => below.map((element) => element.closest<HTMLElement>(selector)).find((element) => element !== null);
    const edge = hit(".react-flow__edge")?.dataset.id ?? hit("[data-edge-id]")?.dataset.edgeId;
    const node = hit(".react-flow__node");
    if (edge) actions.insertOnEdge(edge, active.id);
    else if (node?.dataset.id) actions.append(node.dataset.id, active.id);
    else {
      const { x, y } = screenToFlowPosition(at);
      actions.insert(active.id, { x: Math.round(x - 88), y: Math.round(y - 32) });
    }
  };

  const openElement = useCallback(
    (id: string) => {
      store.select(id);
      const node = getNodes().find((candidate) => candidate.id === id);
      if (node) void setCenter(node.position.x + 88, node.position.y + 32, { zoom: 1 });
    },
    [store, getNodes, setCenter],
  );
  const onCommand = useCallback(
    (command: Command) => {
      const selection = store.store.getState().selection;
      if (command === "layout") {
        void actions.arrange().then(() => requestAnimationFrame(() => void fitView(fitOptions(store.document()))));
      } else if (command === "delete") {
        const chosen = getNodes().filter((node) => node.selected).map((node) => node.id);
        const ids = chosen.length > 0 ? chosen : selection ? [selection] : [];
        if (ids.length > 0) actions.remove(ids);
      } else if (command === "duplicate" && selection) actions.duplicate(selection);
      else if (command === "rename") document.querySelector<HTMLInputElement>(".builder-right input")?.focus();
    },
    [store, actions, getNodes, fitView],
  );
  useClipboard<CopiedNode>(
    "node",
    () => {
      const node = nodeById(store.document(), store.store.getState().selection);
      return node === undefined || node.type === "start" ? null : { node, stage: stageOf(store.document(), node) };
    },
    (copied) => actions.paste(copied),
  );
  const linkOf = useCallback(
    (document: FlowDocument, at: string): ElementLink | null => {
      const [, part, index] = at.split("/");
      const node = part === "nodes" ? document.nodes[Number(index)] : part === "stages" ? document.nodes.find((candidate) => candidate.stage === document.stages[Number(index)]?.key) : undefined;
      if (node) return { id: node.id, label: pickText(labelOf(node, document), i18n.language) || node.key };
      const edge = part === "edges" ? document.edges[Number(index)] : undefined;
      return edge ? { id: edge.id, label: pickText(edge.label, i18n.language) || `${edge.from} → ${edge.to}` } : null;
    },
    [i18n.language],
  );

  return (
    <DragArea
      onMove={(_, at) => {
        pointer.current = at;
      }}
      onDrop={onDrop}
      onCancel={() => {
        pointer.current = null;
      }}
      overlay={(active) => <div className="flow-node">{active.label}</div>}
    >
      <BuilderShell<FlowDocument>
        problems={problems}
        linkOf={linkOf}
        onOpenElement={openElement}
        onCommand={onCommand}
        left={
          <Tabs
            size="small"
            items={[
              { key: "palette", label: t("palette.title"), children: <Palette actions={actions} /> },
              { key: "outline", label: t("outline.title"), children: <Outline actions={actions} /> },
            ]}
          />
        }
        canvas={<Canvas actions={actions} problems={found} />}
        right={<Properties app={app} actions={actions} />}
      />
    </DragArea>
  );
}
