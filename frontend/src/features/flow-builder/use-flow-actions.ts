/** Everything that can be done to the flow under edit; one call is one undo step. */
import { useMemo } from "react";

import { pickText } from "@/builder/core/localized";
import { useBuilderStore } from "@/builder/core/use-builder";

import { edgeById, type FlowDocument, type FlowEdge, type FlowNode, type FlowStage, nodeById, stageOf } from "./model/flow-document";
import * as operations from "./model/operations";

export function useFlowActions() {
  const store = useBuilderStore<FlowDocument>();
  return useMemo(() => {
    const flow = () => store.document();

    /** Run a recipe that makes something and select what it made. */
    function make(recipe: (draft: FlowDocument) => { id: string } | null): string | null {
      let id: string | null = null;
      store.change((draft) => {
        id = recipe(draft)?.id ?? null;
      });
      if (id !== null) store.select(id);
      return id;
    }

    return {
      /** Add a node behind the selected one, in the selected edge, or behind the only open end. */
      insert(type: string, position?: { x: number; y: number }) {
        const selection = store.store.getState().selection;
        return make((draft) => {
          if (position) return operations.addNode(draft, type, position);
          if (edgeById(draft, selection)) return operations.insertOnEdge(draft, selection ?? "", type);
          const behind = nodeById(draft, selection) ?? operations.openEnd(draft);
          if (behind && behind.type !== "end" && behind.type !== "note") return operations.appendNode(draft, behind, type);
          const below = Math.max(0, ...draft.nodes.map((node) => node.position.y + operations.NODE_HEIGHT + operations.GAP));
          return operations.addNode(draft, type, { x: 0, y: below });
        });
      },
      append(id: string, type: string) {
        return make((draft) => {
          const behind = nodeById(draft, id);
          return behind ? operations.appendNode(draft, behind, type) : null;
        });
      },
      insertOnEdge: (id: string, type: string) => make((draft) => operations.insertOnEdge(draft, id, type)),
      connect: (from: string, to: string) => make((draft) => operations.connect(draft, from, to)),
      refusal: (from: string, to: string) => operations.refusal(flow(), from, to),
      remove(ids: readonly string[]) {
        store.change((draft) => operations.removeElements(draft, ids), { select: null });
      },
      duplicate(id: string) {
        make((draft) => {
          const original = nodeById(flow(), id);
          return original && original.type !== "start" ? operations.duplicateNode(draft, original) : null;
        });
      },
      /** Put a node from the clipboard behind the selection; edges are drawn anew. */
      paste({ node, stage }: CopiedNode) {
        make((draft) => {
          const behind = nodeById(draft, store.store.getState().selection) ?? draft.nodes.at(-1);
          const added = operations.addNode(draft, node.type, behind ? operations.placeBehind(draft, behind) : { x: 0, y: 0 });
          added.settings = structuredClone(node.settings);
          const own = stageOf(draft, added);
          if (own && stage) Object.assign(own, { kind: stage.kind, probability: stage.probability ?? null, color: stage.color ?? null });
          operations.setNodeLabel(draft, added.id, node.label as Record<string, string>);
          return added;
        });
      },
      rename: (id: string, key: string) => store.change((draft) => operations.renameNode(draft, id, key)),
      setLabel: (id: string, label: Record<string, string>) => store.change((draft) => operations.setNodeLabel(draft, id, label), { group: `${id}.label` }),
      setSetting(id: string, name: string, value: unknown) {
        store.change(
          (draft) => {
            const node = nodeById(draft, id);
            if (node === undefined) return;
            node.settings ??= {};
            if (value === undefined) delete node.settings[name];
            else node.settings[name] = value;
          },
          { group: `${id}.${name}` },
        );
      },
      setStage(id: string, members: Partial<FlowStage>) {
        store.change(
          (draft) => {
            const node = nodeById(draft, id);
            const stage = node && stageOf(draft, node);
            if (stage) Object.assign(stage, members);
          },
          { group: `${id}.stage.${Object.keys(members).join()}` },
        );
      },
      setEdge(id: string, members: Partial<FlowEdge>) {
        store.change(
          (draft) => {
            const edge = edgeById(draft, id);
            if (edge === undefined) return;
            Object.assign(edge, members);
            for (const name of Object.keys(members) as (keyof FlowEdge)[]) if (edge[name] === undefined) delete edge[name];
            if (members.default) for (const other of draft.edges) if (other.from === edge.from && other.id !== id) delete other.default;
          },
          { group: `${id}.${Object.keys(members).join()}` },
        );
      },
      setFlow(name: string, value: unknown) {
        store.change(
          (draft) => {
            if (value === undefined) delete draft[name];
            else draft[name] = value;
          },
          { group: `flow.${name}` },
        );
      },
      /** Write positions after a drag or an arrow key. */
      place(positions: ReadonlyMap<string, { x: number; y: number }>, group?: string) {
        store.change(
          (draft) => {
            for (const node of draft.nodes) {
              const position = positions.get(node.id);
              if (position) node.position = { x: Math.round(position.x), y: Math.round(position.y) };
            }
          },
          group === undefined ? undefined : { group },
        );
      },
      /** Arrange all nodes as one step; the layout library comes with the first use. */
      async arrange() {
        const { arrange } = await import("./model/layout");
        const positions = arrange(flow());
        store.change((draft) => {
          for (const node of draft.nodes) node.position = positions.get(node.id) ?? node.position;
        });
      },
      template() {
        store.change((draft) => operations.applyTemplate(draft));
      },
      select: (id: string | null) => store.select(id),
    };
  }, [store]);
}

/** A node on the clipboard, with its stage when it stands for one. */
export interface CopiedNode {
  node: FlowNode;
  stage?: FlowStage;
}

export type FlowActions = ReturnType<typeof useFlowActions>;

/** The label of a node for a reader; a stage speaks for its node. */
export function labelOf(node: FlowNode, flow: FlowDocument) {
  return stageOf(flow, node)?.label ?? node.label;
}

/** What stands on an edge: its port, that it is the default, its label or its action. */
export function edgeText(edge: FlowEdge, language: string, t: (key: string) => string): string {
  if (edge.port) return t(`port.${edge.port}`);
  if (edge.default) return t("edge.default");
  return pickText(edge.label, language) || edge.action || "";
}
