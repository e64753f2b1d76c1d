import "@xyflow/react/dist/style.css";

import { AimOutlined, PartitionOutlined } from "@ant-design/icons";
import {
  applyNodeChanges,
  type AriaLabelConfig,
  Background,
  type Connection,
  Controls,
  MarkerType,
  type NodeChange,
  Panel,
  ReactFlow,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import { App, Button } from "antd";
import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { pickText } from "@/builder/core/localized";
import { useBuilderDocument, useBuilderStore, useSelection } from "@/builder/core/use-builder";

import { type FlowDocument, nodeByKey, stageOf } from "../model/flow-document";
import { fitOptions, routesOf } from "../model/lanes";
import { nodeTypeInfo } from "../model/node-types";
import { NODE_HEIGHT, NODE_WIDTH } from "../model/operations";
import type { FlowProblem } from "../model/problems";
import { edgeText, type FlowActions, labelOf } from "../use-flow-actions";
import { type CanvasEdge, EdgeView } from "./edge-view";
import { type CanvasNode, NodeView } from "./node-view";

const NODE_VIEWS = { flow: NodeView };
const EDGE_VIEWS = { flow: EdgeView };
/** Below this zoom the labels and "+" of edges are hidden; the outline still has them all. */
const FAR = 0.55;
const MARKER = { type: MarkerType.ArrowClosed, width: 16, height: 16, markerUnits: "userSpaceOnUse" };

/** The drawing area; the library's words are translated. */
export function Canvas({ actions, problems }: { actions: FlowActions; problems: readonly FlowProblem[] }) {
  const { t } = useTranslation("flow-builder");
  const { message } = App.useApp();
  const flow = useBuilderDocument<FlowDocument>();
  const store = useBuilderStore<FlowDocument>();
  const { fitView } = useReactFlow();
  const nodes = useCanvasNodes(actions, problems);
  const edges = useCanvasEdges(actions);
  const wasDragged = useRef(false);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      nodes.apply(changes);
      const done = new Map<string, { x: number; y: number }>();
      for (const change of changes) {
        if (change.type === "select" && change.selected) actions.select(change.id);
        if (change.type !== "position") continue;
        if (change.dragging) wasDragged.current = true;
        else if (change.position) done.set(change.id, change.position);
      }
      if (done.size === 0) return;
      // A drag by pointer is one step; a run of arrow keys shares one.
      actions.place(done, wasDragged.current ? undefined : "arrows");
      wasDragged.current = false;
    },
    [nodes, actions],
  );
  const onConnect = useCallback(
    ({ source, target }: Connection) => {
      const from = flow.nodes.find((node) => node.id === source);
      const to = flow.nodes.find((node) => node.id === target);
      if (!from || !to) return;
      const refused = actions.refusal(from.key, to.key);
      if (refused) void message.warning(t(`refusal.${refused}`));
      else actions.connect(from.key, to.key);
    },
    [flow, actions, message, t],
  );
  const arrangeAll = () => {
    void actions.arrange().then(() => requestAnimationFrame(() => void fitView(fitOptions(store.document()))));
  };

  const texts = useMemo<Partial<AriaLabelConfig>>(
    () => ({
      "node.a11yDescription.default": t("aria.node"),
      "node.a11yDescription.keyboardDisabled": t("aria.nodeKeyboard"),
      "node.a11yDescription.ariaLiveMessage": ({ direction, x, y }) => t("aria.moved", { direction: t(`aria.direction.${direction}`), x: Math.round(x), y: Math.round(y) }),
      "edge.a11yDescription.default": t("aria.edge"),
      "controls.ariaLabel": t("aria.controls"),
      "controls.zoomIn.ariaLabel": t("aria.zoomIn"),
      "controls.zoomOut.ariaLabel": t("aria.zoomOut"),
      "controls.fitView.ariaLabel": t("aria.fitView"),
      "controls.interactive.ariaLabel": t("aria.interactive"),
      "handle.ariaLabel": t("aria.handle"),
    }),
    [t],
  );
  const zoom = useStore((state) => state.transform[2]);
  useReveal(flow.nodes.length);
  const isFresh = flow.nodes.length === 1 && flow.edges.length === 0;

  return (
    <div className="flow-canvas" data-testid="flow-canvas" data-far={zoom < FAR || undefined} style={{ "--flow-inverse": Math.max(1, 1 / zoom) } as CSSProperties}>
      <ReactFlow<CanvasNode, CanvasEdge>
        nodes={nodes.list}
        edges={edges}
        nodeTypes={NODE_VIEWS}
        edgeTypes={EDGE_VIEWS}
        onNodesChange={onNodesChange}
        onConnect={onConnect}
        onNodeClick={(_, node) => actions.select(node.id)}
        onEdgeClick={(_, edge) => actions.select(edge.id)}
        onPaneClick={() => actions.select(null)}
        deleteKeyCode={null}
        connectOnClick
        fitView
        fitViewOptions={fitOptions(flow)}
        minZoom={0.2}
        ariaLabelConfig={texts}
        aria-label={t("canvas.title")}
      >
        <Background />
        <Controls showInteractive={false} />
        <Panel position="top-right">
          <Button icon={<PartitionOutlined />} onClick={arrangeAll}>
            {t("canvas.arrange")}
          </Button>{" "}
          <Button icon={<AimOutlined />} onClick={() => void fitView(fitOptions(flow))} aria-label={t("aria.fitView")} />
        </Panel>
        {isFresh && (
          <Panel position="bottom-center">
            <div className="flow-empty">
              <p>{t("canvas.empty")}</p>
              <Button type="primary" onClick={() => actions.insert("stage")}>
                {t("canvas.firstStage")}
              </Button>{" "}
              <Button
                onClick={() => {
                  actions.template();
                  requestAnimationFrame(() => void fitView(fitOptions(store.document())));
                }}
              >
                {t("canvas.template")}
              </Button>
            </div>
          </Panel>
        )}
      </ReactFlow>
    </div>
  );
}

/** Show everything again when a new node lies outside of what is visible. */
function useReveal(count: number) {
  const store = useBuilderStore<FlowDocument>();
  const { fitView, getNodes, getViewport } = useReactFlow();
  const holder = useStore((state) => state.domNode);
  const known = useRef(count);
  useEffect(() => {
    const grew = count > known.current;
    known.current = count;
    if (!grew || holder === null) return undefined;
    const timer = setTimeout(() => {
      const { x, y, zoom } = getViewport();
      const isOutside = getNodes().some(({ position }) => {
        const left = position.x * zoom + x;
        const top = position.y * zoom + y;
        return left < 0 || top < 0 || left + NODE_WIDTH * zoom > holder.clientWidth || top + NODE_HEIGHT * zoom > holder.clientHeight;
      });
      if (isOutside) void fitView(fitOptions(store.document()));
    }, 60);
    return () => clearTimeout(timer);
  }, [count, holder, fitView, getNodes, getViewport, store]);
}

/** Nodes as the library wants them; sizes and running drags live here, the rest comes from the document. */
function useCanvasNodes(actions: FlowActions, problems: readonly FlowProblem[]) {
  const { t, i18n } = useTranslation("flow-builder");
  const flow = useBuilderDocument<FlowDocument>();
  const selection = useSelection();
  const [list, setList] = useState<CanvasNode[]>([]);
  useEffect(() => {
    const faults = new Map(problems.map((problem) => [problem.node, problem.code]));
    setList((previous) => {
      const known = new Map(previous.map((node) => [node.id, node]));
      const chosen = new Set(previous.filter((node) => node.selected).map((node) => node.id));
      // Several nodes stay chosen while the last one of them is the selection.
      const isChosen = (id: string) => (chosen.size > 1 && selection !== null && chosen.has(selection) ? chosen.has(id) : id === selection);
      return flow.nodes.map((node): CanvasNode => {
        const info = nodeTypeInfo(node.type);
        const outcome = stageOf(flow, node)?.kind ?? null;
        const code = faults.get(node.id);
        const label = pickText(labelOf(node, flow), i18n.language) || node.key;
        const typeLabel = pickText(info.label, i18n.language);
        return {
          ...known.get(node.id),
          id: node.id,
          type: "flow",
          position: node.position,
          selected: isChosen(node.id),
          ariaLabel: t("node.title", { type: typeLabel, label }),
          data: {
            key: node.key,
            type: node.type,
            label,
            typeLabel,
            outcome,
            problem: code ? t(`short.${code}`, { defaultValue: "" }) || t("short.other") : null,
            hasExit: !info.hasNoExit,
            isEntry: node.type === "start",
            actions,
          },
        };
      });
    });
  }, [flow, selection, problems, i18n.language, t, actions]);
  const apply = useCallback((changes: NodeChange<CanvasNode>[]) => setList((previous) => applyNodeChanges(changes.filter((change) => change.type !== "remove"), previous)), []);
  return { list, apply };
}

function useCanvasEdges(actions: FlowActions): CanvasEdge[] {
  const { t, i18n } = useTranslation("flow-builder");
  const flow = useBuilderDocument<FlowDocument>();
  const selection = useSelection();
  const routes = useMemo(() => routesOf(flow), [flow]);
  return useMemo(
    () =>
      flow.edges.flatMap((edge): CanvasEdge[] => {
        const source = nodeByKey(flow, edge.from);
        const target = nodeByKey(flow, edge.to);
        const route = routes.get(edge.id);
        if (!source || !target || !route) return [];
        const label = edgeText(edge, i18n.language, t);
        const description = t("edge.title", {
          from: pickText(labelOf(source, flow), i18n.language),
          to: pickText(labelOf(target, flow), i18n.language),
          label,
        });
        return [
          {
            id: edge.id,
            type: "flow",
            source: source.id,
            target: target.id,
            selected: edge.id === selection,
            markerEnd: MARKER,
            ariaLabel: description,
            data: { label, isGuarded: Boolean(edge.when), description, route, actions },
          },
        ];
      }),
    [flow, routes, selection, i18n.language, t, actions],
  );
}
