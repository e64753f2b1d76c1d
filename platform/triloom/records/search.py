"""Full-text search over records: the index is written with the record and read under its rights."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from triloom.access.grants import FieldRight
from triloom.context import RequestContext
from triloom.records.layout import FormLayout, StoredField
from triloom.records.search_tokens import document_tokens, matches, query_tokens
from triloom.records.source import Node
from triloom.records.tables import search_entry
from triloom_core.errors import TriloomError
from triloom_core.ids import short_name
from triloom_core.json_types import Json

LONGEST_QUERY = 200
MOST_CANDIDATES = 1_000
"""Hits that are looked at one by one when the reader may not see every searched field."""

_FULL_TEXT = sa.table("record_search_fts", sa.column("rowid"), sa.column("tokens"))
_ENTRY_BITS = (1 << 62) - 1


def entry_id(record_id: uuid.UUID) -> int:
    """Return the index entry's number: the random bits of the record's id."""
    return record_id.int & _ENTRY_BITS


def _form_token(form_id: uuid.UUID) -> str:
    return "f" + short_name(form_id)


def texts_of(item: StoredField, value: Json) -> list[str]:
    """Return the searchable texts of a field's API value."""
    if value is None:
        return []
    if isinstance(value, list):
        return [str(part) for part in value]
    if isinstance(value, dict):
        return [str(part) for part in value.values() if part]
    return [str(value)]


def _tokens(layout: FormLayout, image: Mapping[str, Json]) -> str:
    texts = [
        text for item in layout.searchable for text in texts_of(item, image.get(item.field.key))
    ]
    return " ".join([_form_token(layout.form.id), *document_tokens(texts)])


def index(ctx: RequestContext, layout: FormLayout, images: Sequence[Mapping[str, Json]]) -> None:
    """Write the tokens of saved records; one statement."""
    if not layout.searchable or not images:
        return
    rows = [
        {
            "id": entry_id(record_id := uuid.UUID(str(image["id"]))),
            "tenant_id": ctx.tenant_id,
            "form_id": layout.form.id,
            "record_id": record_id,
            "tokens": _tokens(layout, image),
        }
        for image in images
    ]
    ctx.connection.execute(
        _UPSERT[ctx.services.database.dialect], rows if len(rows) > 1 else rows[0]
    )


def _upsert(dialect: "type[postgresql.Insert | sqlite.Insert]") -> sa.Insert:
    statement = dialect(search_entry)
    return statement.on_conflict_do_update(
        index_elements=["id"], set_={"tokens": statement.excluded.tokens}
    )


_UPSERT: dict[str, sa.Insert] = {
    "sqlite": _upsert(sqlite.Insert),
    "postgresql": _upsert(postgresql.Insert),
}


def touches(layout: FormLayout, changed: Iterable[str]) -> bool:
    """Whether a change of these keys changes the tokens of a record."""
    keys = {item.field.key for item in layout.searchable}
    return not keys.isdisjoint(changed)


def condition(ctx: RequestContext, node: Node, text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a record matches all words of `text` in what the reader may see."""
    if len(text) > LONGEST_QUERY or "\x00" in text:
        data: dict[str, Json] = {"limit": LONGEST_QUERY}
        raise TriloomError("query.search_too_long", status=400, data=data)
    wanted = query_tokens(text)
    if not wanted:
        return sa.false()
    table = node.table
    hits = hits_of(ctx, node.form.id, wanted)
    readable = [item for item in node.layout.searchable if _may_read(node, item)]
    if len(readable) == len(node.layout.searchable):
        return table.c.id.in_(hits)
    return table.c.id.in_(_verified(ctx, node, hits, readable, wanted))


def _may_read(node: Node, item: StoredField) -> bool:
    return node.visibility.right(item.field) >= FieldRight.READ


def _verified(
    ctx: RequestContext,
    node: Node,
    hits: sa.Select[Any],
    readable: Sequence[StoredField],
    wanted: Sequence[tuple[str, bool]],
) -> list[uuid.UUID]:
    """Return the hits whose readable fields alone match: the index also holds hidden ones."""
    table = node.layout.table
    statement = (
        sa.select(table.c.id, *[item.column for item in readable])
        .where(table.c.id.in_(hits))
        .limit(MOST_CANDIDATES + 1)
    )
    rows = ctx.connection.execute(statement).all()
    if len(rows) > MOST_CANDIDATES:
        raise TriloomError("query.search_too_wide", status=400, data={"limit": MOST_CANDIDATES})
    return [
        row[0]
        for row in rows
        if matches(
            (
                text
                for item, stored in zip(readable, row[1:], strict=True)
                for text in texts_of(item, item.decode(stored))
            ),
            wanted,
        )
    ]


def hits_of(
    ctx: RequestContext, form_id: uuid.UUID, wanted: Sequence[tuple[str, bool]]
) -> sa.Select[Any]:
    """Return the ids of the records of a form whose tokens match, before any right is applied."""
    words = [(_form_token(form_id), False), *wanted]
    found = sa.select(search_entry.c.record_id).where(search_entry.c.tenant_id == ctx.tenant_id)
    if ctx.services.database.dialect == "postgresql":
        vector = sa.func.array_to_tsvector(sa.func.string_to_array(search_entry.c.tokens, " "))
        wish = " & ".join(f"'{word}'{':*' if prefix else ''}" for word, prefix in words)
        return found.where(vector.op("@@")(sa.cast(wish, postgresql.TSQUERY)))
    wish = " AND ".join(f'"{word}"{"*" if prefix else ""}' for word, prefix in words)
    match = sa.column("record_search_fts").op("MATCH")(wish)
    rows = sa.select(_FULL_TEXT.c.rowid).where(match).select_from(_FULL_TEXT)
    return found.where(search_entry.c.id.in_(rows))
