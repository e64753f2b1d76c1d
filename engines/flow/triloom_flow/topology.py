"""Checks of the shape of the graph: ends of edges, reachability, exits, loops, parallel ways."""

from collections.abc import Iterator, Mapping

from triloom_core.errors import Fault
from triloom_flow.nodes import NODE_TYPES
from triloom_flow.spec import EdgeSpec, FlowSpec, NodeSpec


def check_topology(spec: FlowSpec) -> Iterator[Fault]:
    """Yield every fault of the shape; node keys are unique already."""
    nodes = {node.key: node for node in spec.nodes}
    dangling = list(_dangling(spec, nodes))
    yield from dangling
    starts = [node for node in spec.nodes if node.type == "start"]
    if len(starts) != 1:
        yield Fault("/nodes", "flow.start_count", {"count": len(starts)})
    outgoing: dict[str, list[EdgeSpec]] = {key: [] for key in nodes}
    for edge in spec.edges:
        if edge.source in nodes and edge.target in nodes:
            outgoing[edge.source].append(edge)
    yield from _edges(spec, nodes, outgoing)
    yield from _stages(spec)
    yield from _exits(spec, outgoing)
    if len(starts) == 1 and not dangling:
        yield from _reachability(spec, starts[0], outgoing)
    yield from _loops(spec, outgoing)
    yield from _parallel(spec, nodes, outgoing)


def _dangling(spec: FlowSpec, nodes: Mapping[str, NodeSpec]) -> Iterator[Fault]:
    for edge in spec.edges:
        for name, key in (("from", edge.source), ("to", edge.target)):
            if key not in nodes:
                yield Fault(f"{edge.pointer}/{name}", "flow.unknown_node", {"node": key})


def _edges(
    spec: FlowSpec, nodes: Mapping[str, NodeSpec], outgoing: Mapping[str, list[EdgeSpec]]
) -> Iterator[Fault]:
    for node in spec.nodes:
        ports, seen = NODE_TYPES[node.type].ports, set[str]()
        for edge in outgoing[node.key]:
            if edge.port is not None and edge.port not in ports:
                data = {"node": node.key, "port": edge.port}
                yield Fault(f"{edge.pointer}/port", "flow.unknown_port", data)
            if edge.action is not None and node.type != "stage":
                pointer = f"{edge.pointer}/action"
                yield Fault(pointer, "flow.action_outside_stage", {"node": node.key})
            if edge.action is not None and edge.action in seen:
                data = {"node": node.key, "action": edge.action}
                yield Fault(f"{edge.pointer}/action", "flow.duplicate_action", data)
            seen.add(edge.action or "")
        plain = [edge for edge in outgoing[node.key] if edge.is_plain]
        if node.type == "stage" and plain and len(outgoing[node.key]) > 1:
            yield Fault(plain[0].pointer, "flow.stage_leaves_at_once", {"node": node.key})
    del nodes


def _stages(spec: FlowSpec) -> Iterator[Fault]:
    for index, stage in enumerate(spec.stages):
        count = sum(node.type == "stage" and node.stage == stage.key for node in spec.nodes)
        if count == 0:
            yield Fault(f"/stages/{index}", "flow.stage_without_node", {"stage": stage.key})
        elif count > 1:
            yield Fault(f"/stages/{index}", "flow.stage_twice", {"stage": stage.key})


def _exits(spec: FlowSpec, outgoing: Mapping[str, list[EdgeSpec]]) -> Iterator[Fault]:
    closed = {stage.key for stage in spec.stages if stage.is_closed}
    for node in spec.nodes:
        is_final = node.type in ("end", "note") or (node.type == "stage" and node.stage in closed)
        if not outgoing[node.key] and not is_final:
            yield Fault(node.pointer, "flow.no_exit", {"node": node.key})


def _reachability(
    spec: FlowSpec, start: NodeSpec, outgoing: Mapping[str, list[EdgeSpec]]
) -> Iterator[Fault]:
    reached = set(_reach(start.key, outgoing))
    for node in spec.nodes:
        if node.key not in reached and node.type != "note":
            yield Fault(node.pointer, "flow.unreachable", {"node": node.key})


def _reach(start: str, outgoing: Mapping[str, list[EdgeSpec]]) -> Iterator[str]:
    seen, pending = {start}, [start]
    while pending:
        key = pending.pop()
        yield key
        for edge in outgoing[key]:
            if edge.target not in seen:
                seen.add(edge.target)
                pending.append(edge.target)


def _loops(spec: FlowSpec, outgoing: Mapping[str, list[EdgeSpec]]) -> Iterator[Fault]:
    restless = {node.key for node in spec.nodes if not _pauses(node, outgoing)}
    ways = {
        key: [edge.target for edge in outgoing[key] if edge.target in restless] for key in restless
    }
    entering = dict.fromkeys(restless, 0)
    for targets in ways.values():
        for target in targets:
            entering[target] += 1
    free = [key for key, count in entering.items() if count == 0]
    while free:
        key = free.pop()
        entering.pop(key)
        for target in ways[key]:
            entering[target] -= 1
            if entering[target] == 0:
                free.append(target)
    on_loop = {key for key in entering if key in _beyond(key, ways)}
    for node in spec.nodes:
        if node.key in on_loop:
            yield Fault(node.pointer, "flow.cycle_without_wait", {"node": node.key})
            return


def _pauses(node: NodeSpec, outgoing: Mapping[str, list[EdgeSpec]]) -> bool:
    if node.type == "stage":
        return not any(edge.is_plain for edge in outgoing[node.key])
    return NODE_TYPES[node.type].pauses(node)


def _beyond(start: str, ways: Mapping[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    pending = list(ways[start])
    while pending:
        key = pending.pop()
        if key not in seen:
            seen.add(key)
            pending.extend(ways[key])
    return seen


def _parallel(
    spec: FlowSpec, nodes: Mapping[str, NodeSpec], outgoing: Mapping[str, list[EdgeSpec]]
) -> Iterator[Fault]:
    inside: set[str] = set()
    for node in spec.nodes:
        if node.type == "and_split":
            pending = [edge.target for edge in outgoing[node.key]]
            while pending:
                key = pending.pop()
                if key not in inside and nodes[key].type != "and_join":
                    inside.add(key)
                    pending += [edge.target for edge in outgoing[key]]
    for node in spec.nodes:
        if node.key in inside and node.type == "stage":
            yield Fault(node.pointer, "flow.stage_in_parallel", {"node": node.key})
