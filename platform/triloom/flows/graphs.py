"""Compiled graphs of flow versions, kept by content hash; an instance finds the one it is pinned to."""

import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from triloom.context import RequestContext
from triloom.metadata.present import present
from triloom.metadata.tables import field, version
from triloom_core.errors import TriloomError
from triloom_core.json_types import JsonObject
from triloom_flow.graph import FlowGraph
from triloom_flow.spec import FlowSpec

if TYPE_CHECKING:
    from triloom.metadata.catalog import PublishedDocument, PublishedForm

CACHE_SIZE = 500
_cache: OrderedDict[str, FlowGraph] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class FlowVersion:
    """A flow version as an instance pins it."""

    flow_id: uuid.UUID
    number: int
    sha256: str
    graph: FlowGraph


def published_flow(ctx: RequestContext, form: "PublishedForm") -> FlowVersion | None:
    """Return the flow that is published for a form, compiled; None when there is none."""
    document = ctx.catalog.flow_of_form(form.app_key, form.key)
    return None if document is None else compiled(document)


def compiled(document: "PublishedDocument") -> FlowVersion:
    """Return a published flow document, compiled."""
    graph = _graph(document.sha256, document.body)
    return FlowVersion(document.id, document.version, document.sha256, graph)


def pinned_flow(
    ctx: RequestContext, form: "PublishedForm", flow_id: uuid.UUID, number: int, sha256: str
) -> FlowVersion:
    """Return the version that an instance is pinned to, also when a newer one is published."""
    current = published_flow(ctx, form)
    if current is not None and current.sha256 == sha256 and current.flow_id == flow_id:
        return current
    with _lock:
        known = _cache.get(sha256)
    if known is not None:
        return FlowVersion(flow_id, number, sha256, known)
    row = ctx.connection.execute(
        sa.select(version.c.body).where(
            version.c.tenant_id == ctx.tenant_id,
            version.c.document_id == flow_id,
            version.c.version == number,
        )
    ).first()
    if row is None:
        raise TriloomError("flow.version_gone", status=409, data={"version": number})
    keys = {
        str(item.id): item.key
        for item in ctx.connection.execute(
            sa.select(field.c.id, field.c.key).where(field.c.tenant_id == ctx.tenant_id)
        )
    }
    body = present(row.body, keys.get)
    return FlowVersion(flow_id, number, sha256, _graph(sha256, body))


def _graph(sha256: str, body: JsonObject) -> FlowGraph:
    with _lock:
        found = _cache.get(sha256)
        if found is not None:
            _cache.move_to_end(sha256)
            return found
    graph = FlowGraph(FlowSpec.from_json(body))
    with _lock:
        _cache[sha256] = graph
        while len(_cache) > CACHE_SIZE:
            _cache.popitem(last=False)
    return graph
