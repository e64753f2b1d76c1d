"""The organisation of a request, and the epochs that say which caches still hold."""

import uuid
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triloom.organisation.tables import epoch, organisation
from triloom_core.clock import Clock
from triloom_core.ids import new_id
from triloom_core.json_types import Json


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation: its zone rules formulas and calendars, its language the defaults."""

    id: uuid.UUID
    key: str
    name: str
    zone: ZoneInfo
    default_language: str
    settings: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Epochs:
    """The current generation of metadata and of access rules of one organisation."""

    metadata: int
    access: int


def load_organisation(connection: Connection, key: str | None = None) -> Organisation | None:
    """Return the organisation with `key`, or the first one; None when there is none."""
    statement = sa.select(organisation).order_by(organisation.c.created_at, organisation.c.id)
    if key is not None:
        statement = statement.where(organisation.c.key == key)
    row = connection.execute(statement.limit(1)).mappings().first()
    if row is None:
        return None
    return Organisation(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        zone=ZoneInfo(row["zone"]),
        default_language=row["default_language"],
        settings=row["settings"],
    )


def create_organisation(
    connection: Connection,
    clock: Clock,
    *,
    key: str = "main",
    name: str = "Main",
    zone: str = "Asia/Shanghai",
    default_language: str = "en",
) -> Organisation:
    """Create an organisation with its epoch row and return it."""
    identifier = new_id()
    connection.execute(
        organisation.insert().values(
            id=identifier,
            key=key,
            name=name,
            zone=zone,
            default_language=default_language,
            settings={},
            created_at=clock.now(),
        )
    )
    connection.execute(epoch.insert().values(tenant_id=identifier, metadata=1, access=1))
    created = load_organisation(connection, key)
    assert created is not None
    return created


def set_default_language(connection: Connection, organisation_id: uuid.UUID, language: str) -> None:
    """Choose the language of an organisation's defaults; processes read it when they start."""
    connection.execute(
        organisation.update()
        .where(organisation.c.id == organisation_id)
        .values(default_language=language)
    )


_READ_EPOCHS = sa.select(epoch.c.metadata, epoch.c.access).where(
    epoch.c.tenant_id == sa.bindparam("tenant")
)


def read_epochs(connection: Connection, tenant_id: uuid.UUID) -> Epochs:
    """Return the epochs of an organisation as this transaction sees them."""
    row = connection.execute(_READ_EPOCHS, {"tenant": tenant_id}).first()
    return Epochs(metadata=row[0], access=row[1]) if row else Epochs(0, 0)


def advance_epoch(
    connection: Connection, tenant_id: uuid.UUID, name: Literal["metadata", "access"]
) -> None:
    """Move one epoch on, so that every worker drops what it had cached under the old number."""
    column = epoch.c[name]
    connection.execute(
        epoch.update().where(epoch.c.tenant_id == tenant_id).values({name: column + 1})
    )
