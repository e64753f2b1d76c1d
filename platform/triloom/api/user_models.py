"""Bodies of users, teams and roles at the HTTP edge."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Email = Annotated[str, Field(max_length=320, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")]
Language = Annotated[str, Field(pattern=r"^(zh-CN|en)$")]
Password = Annotated[str, Field(min_length=1, max_length=2000)]


class RoleOfApp(BaseModel):
    """A role, named by its app and its key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    app: Key
    role: Key


class UserBrief(BaseModel):
    """What everybody may know of a colleague."""

    id: uuid.UUID
    login: str
    name: str
    disabled: bool


class UserBody(UserBrief):
    """A user as administrators see it."""

    email: str | None
    language: str | None
    is_admin: bool
    teams: list[uuid.UUID]
    roles: list[RoleOfApp]
    has_password: bool
    created_at: datetime
    updated_at: datetime
    rev: int


class UserCreate(BaseModel):
    """A new user; without a password nobody can log in until one is set."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "login": "ada",
                "name": "Ada",
                "password": "a long sentence",
                "roles": [{"app": "repair", "role": "technician"}],
            }
        },
    )

    login: Annotated[str, Field(min_length=1, max_length=100)]
    name: Name
    password: Password | None = None
    email: Email | None = None
    language: Language | None = None
    is_admin: bool = False
    teams: Annotated[list[uuid.UUID], Field(max_length=100)] = []
    roles: Annotated[list[RoleOfApp], Field(max_length=100)] = []


class UserPatch(BaseModel):
    """What an administrator changes of a user; members left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"disabled": True}})

    name: Name | None = None
    password: Password | None = None
    email: Email | None = None
    language: Language | None = None
    is_admin: bool | None = None
    disabled: bool | None = None
    teams: Annotated[list[uuid.UUID], Field(max_length=100)] | None = None
    roles: Annotated[list[RoleOfApp], Field(max_length=100)] | None = None


class UserPage(BaseModel):
    """A page of users in the order of their logins."""

    items: list[UserBody | UserBrief]
    next_cursor: str | None


class TeamBody(BaseModel):
    """A team and where it lies in the tree."""

    id: uuid.UUID
    key: str
    label: JsonValue
    parent_id: uuid.UUID | None
    members: int
    rev: int


class TeamCreate(BaseModel):
    """A new team below `parent_id`, or at the top."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"key": "north", "label": {"en": "North"}}}
    )

    key: Key
    label: Annotated[dict[str, Annotated[str, Field(max_length=200)]], Field(max_length=40)] | Name
    parent_id: uuid.UUID | None = None
    members: Annotated[list[uuid.UUID], Field(max_length=10_000)] = []


class TeamPatch(BaseModel):
    """What changes of a team; members left out stay, `parent_id: null` moves it to the top."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"parent_id": None}})

    key: Key | None = None
    label: (
        Annotated[dict[str, Annotated[str, Field(max_length=200)]], Field(max_length=40)]
        | Name
        | None
    ) = None
    parent_id: uuid.UUID | None = None
    members: Annotated[list[uuid.UUID], Field(max_length=10_000)] | None = None


class TeamList(BaseModel):
    """All teams of the organisation."""

    items: list[TeamBody]


class RoleBody(BaseModel):
    """A role of an app, with who has it; members only for administrators."""

    app: str
    key: str
    label: JsonValue
    capabilities: list[str]
    users: list[uuid.UUID]
    teams: list[uuid.UUID]


class RoleList(BaseModel):
    """The roles of all apps."""

    items: list[RoleBody]


class RoleMembers(BaseModel):
    """Everybody who has a role from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"users": [], "teams": []}}
    )

    users: Annotated[list[uuid.UUID], Field(max_length=10_000)] = []
    teams: Annotated[list[uuid.UUID], Field(max_length=1_000)] = []


class HandoverBody(BaseModel):
    """Who receives what a leaver owned, and whether the leaver is disabled as well."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"to": "019b0f5e-0000-7000-8000-000000000001"}},
    )

    to: uuid.UUID
    disable: bool = False


class HandoverForm(BaseModel):
    """How many records of one form change hands."""

    app: str
    form: str
    label: str
    records: int


class HandoverAnswer(BaseModel):
    """What is moved, or would be moved by a dry run."""

    dry_run: bool
    forms: list[HandoverForm]
    records: int
    tasks: int
