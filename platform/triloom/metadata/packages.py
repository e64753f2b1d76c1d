"""App packages: a zip of YAML documents in stable order, in and out.

A package names nothing but keys and ids, so it installs into any organisation; ids are kept where
they are free, and given anew where another app holds them already.
"""

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml
from typing_extensions import override

from triloom.metadata import apps
from triloom.metadata.change_set import prepare
from triloom.metadata.drafts import read_document, save_draft
from triloom.metadata.kinds import KIND_NAMES, SINGULAR
from triloom.metadata.package_ids import with_free_ids
from triloom.metadata.publish import publish
from triloom.metadata.world import Address
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

if TYPE_CHECKING:
    from triloom.context import RequestContext

MANIFEST = "app.yaml"
MAXIMUM_FILES = 2_000
MAXIMUM_BYTES = 32 * 1024 * 1024
"""Unpacked, counted while reading."""
SERVER_MEMBERS = frozenset({"result"})
_STAMP = (2020, 1, 1, 0, 0, 0)
"""One time for all entries: equal documents give equal bytes."""
_KIND_OF = {singular: plural for plural, singular in SINGULAR.items()}


@dataclass(slots=True)
class Package:
    """An app and its documents, read from a zip or a folder."""

    manifest: JsonObject
    documents: dict[Address, JsonObject] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key of the app."""
        return str(self.manifest.get("key", ""))


def export_package(ctx: "RequestContext", app_key: str) -> bytes:
    """Return the published documents of an app as a zip; the same documents give the same bytes."""
    app = ctx.catalog.app(app_key)
    manifest: JsonObject = {"kind": "app", "key": app.key, "label": _plain(app.label)}
    for name, value in (
        ("description", _plain(app.description)), ("icon", app.icon),
        ("version", app.package_version), ("requires", list(app.requires)),
    ):  # fmt: skip
        if value:
            manifest[name] = value  # type: ignore[assignment]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, MANIFEST, manifest)
        for kind in KIND_NAMES:
            for key in ctx.catalog.keys(app_key, kind):
                body = read_document(ctx, app_key, kind, key).body
                _add(archive, f"{kind}/{key}.yaml", _without_server_members(body))
    return buffer.getvalue()


def _plain(value: object) -> Json:
    return value if value is None or isinstance(value, str) else dict(value)  # type: ignore[call-overload]


def _without_server_members(value: Json) -> Json:
    if isinstance(value, dict):
        return {
            name: _without_server_members(item)
            for name, item in value.items()
            if name not in SERVER_MEMBERS
            or value.get("type") not in ("lookup", "rollup", "formula")
        }
    if isinstance(value, list):
        return [_without_server_members(item) for item in value]
    return value


def _add(archive: zipfile.ZipFile, name: str, body: Json) -> None:
    text = yaml.safe_dump(body, allow_unicode=True, sort_keys=False, width=100)
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text.encode())


def read_package(content: bytes) -> Package:
    """Read a zip; raises 422 that names the file at fault. Nothing is ever unpacked to a path."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise TriloomError("package.not_zip") from None
    texts: dict[str, str] = {}
    total = 0
    with archive:
        infos = [item for item in archive.infolist() if item.filename.endswith((".yaml", ".yml"))]
        if len(infos) > MAXIMUM_FILES:
            raise TriloomError("package.too_large", data={"limit": f"{MAXIMUM_FILES} files"})
        for info in infos:
            try:
                with archive.open(info) as file:
                    raw = file.read(MAXIMUM_BYTES - total + 1)
            except (
                zipfile.BadZipFile,
                NotImplementedError,
                RuntimeError,
                EOFError,
                OSError,
            ) as error:
                raise _malformed(info.filename, type(error).__name__) from None
            total += len(raw)
            if total > MAXIMUM_BYTES:
                raise TriloomError("package.too_large", data={"limit": "32 MB"})
            try:
                texts[info.filename] = raw.decode()
            except UnicodeDecodeError:
                raise _malformed(info.filename, "not UTF-8") from None
    return package_of(texts)


def package_of(texts: dict[str, str]) -> Package:
    """Read a package from file names and YAML texts; a file may hold several documents."""
    manifest: JsonObject | None = None
    documents: dict[Address, JsonObject] = {}
    for name in sorted(texts):
        for body in _read_yaml(name, texts[name]):
            singular = str(body.get("kind", ""))
            if singular == "app":
                manifest = body
                continue
            kind = _KIND_OF.get(singular)
            if kind is None:
                raise _malformed(name, f"unknown kind {singular[:40]!r}")
            address = (kind, str(body.get("key", "")))
            if address in documents:
                raise _malformed(name, f"{kind}/{address[1]} twice")
            documents[address] = body
    if manifest is None:
        raise _malformed(MANIFEST, "missing")
    return Package(manifest, documents)


class _Loader(yaml.SafeLoader):
    """Reads what JSON can say and no more: no anchors, so no document can grow while it is read."""

    @override
    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


# A date stays the text that it is written as.
_Loader.yaml_implicit_resolvers = {
    mark: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for mark, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _read_yaml(name: str, text: str) -> list[JsonObject]:
    try:
        found = [item for item in yaml.load_all(text, Loader=_Loader) if item is not None]  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _malformed(name, str(error)[:200]) from None
    for item in found:
        if not isinstance(item, dict):
            raise _malformed(name, "no object")
    return found


def _malformed(name: str, reason: str) -> TriloomError:
    return TriloomError("package.malformed", data={"file": name, "reason": reason})


def install_package(
    ctx: "RequestContext", package: Package, *, consent: Collection[str] = (), dry_run: bool = False
) -> JsonObject:
    """Install or upgrade an app: every document becomes a draft, all are published as one.

    With `dry_run` the answer is the plan and the caller must roll the transaction back.
    """
    key = package.key
    apps.check_key(key)
    required = package.manifest.get("requires")
    needed = [str(name) for name in required] if isinstance(required, list) else []
    installed = {app.key for app in ctx.catalog.apps()}
    missing = [name for name in needed if name not in installed and name != key]
    if missing:
        raise TriloomError("package.needs", status=409, data={"missing": ", ".join(missing)})
    settings: JsonObject = {
        "label": package.manifest.get("label", key), "icon": package.manifest.get("icon"),
        "description": package.manifest.get("description"), "requires": required if needed else [],
        "package_version": package.manifest.get("version"),
    }  # fmt: skip
    if key in installed:
        apps.change_app(ctx, key, settings)
    else:
        apps.create_app(ctx, key, label=settings["label"], settings=settings)
    order = sorted(package.documents, key=lambda item: (KIND_NAMES.index(item[0]), item[1]))
    for kind, document_key in order:
        body = with_free_ids(ctx, key, kind, package.documents[kind, document_key])
        save_draft(ctx, key, kind, document_key, body, checked=False)
    addresses = tuple(order)
    if not addresses:
        return {"app": key, "documents": [], "plan": None}
    if dry_run:
        return {"app": key, **prepare(ctx, key, addresses).plan.to_json(ctx.language)}
    return {"app": key, **publish(ctx, key, addresses, consent=consent)}
