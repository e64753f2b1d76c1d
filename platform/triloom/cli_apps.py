"""Commands on apps and their data: demo, packages, import, export, models.

The rooms that do the work are imported when a command is called, so that the line starts fast.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import orjson
import typer

from triloom.access.principal import SYSTEM
from triloom.cli_services import AsJson, answer, opened_services
from triloom.context import RequestContext
from triloom.services import Services
from triloom_core.json_types import Json, JsonObject

package_app = typer.Typer(help="Install and export apps.", no_args_is_help=True)
model_app = typer.Typer(help="Train and promote models.", no_args_is_help=True)

AppArgument = Annotated[str, typer.Argument(help="Key of the app.")]
FormArgument = Annotated[str, typer.Argument(help="Key of the form.")]
ModelArgument = Annotated[str, typer.Argument(help="Key of the model.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("demo")(demo)
    app.command("import")(import_file)
    app.command("export")(export_file)
    app.add_typer(package_app, name="app")
    app.add_typer(model_app, name="model")


def demo(
    solution: Annotated[str, typer.Argument(help="Which shipped solution.")] = "sales",
    *,
    seed: Annotated[int, typer.Option(help="The same seed gives the same data.")] = 7,
    scale: Annotated[float, typer.Option(min=0.001, max=100, help="1 = full size.")] = 1.0,
    language: Annotated[str, typer.Option(help="zh-CN or en.")] = "zh-CN",
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Only without records.")] = False,
    train: Annotated[bool, typer.Option(help="Train and score the models as well.")] = True,
    as_json: AsJson = False,
) -> None:
    """Install a solution with generated data, people and trained models; safe to repeat."""
    from triloom.demo import loader  # noqa: PLC0415

    with opened_services(jobs="inline") as services:
        if if_empty and loader.has_records(services, solution):
            answer(as_json, {"app": solution, "loaded": False}, f"{solution} holds data already")
            return
        result = loader.install_demo(
            services, solution=solution, seed=seed, scale=scale, language=language, progress=_tell
        )
        services.jobs.run_pending()
        models = loader.train_models(services, result.app) if train else {}
    lines = [f"{result.app}: " + ", ".join(f"{n} {key}" for key, n in result.records.items())]
    lines += [f"model {key}: {state}" for key, state in models.items()]
    if result.password is not None:
        lines.append(f"logins such as admin: password {result.password}")
    value: JsonObject = {
        "app": result.app,
        "loaded": True,
        "records": {**result.records},
        "models": {**models},
        "password": result.password,
    }
    answer(as_json, value, "\n".join(lines))


def _tell(what: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        ending = "\n" if done >= total else ""
        sys.stderr.write(f"\r{what}: {done}/{total}   {ending}")
        sys.stderr.flush()


@package_app.command("install")
def install_app(
    file: Annotated[Path, typer.Argument(exists=True, help="A package (zip) or its folder.")],
    *,
    consent: Annotated[list[str] | None, typer.Option(help="Token of the plan.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the plan.")] = False,
    as_json: AsJson = False,
) -> None:
    """Install or upgrade an app."""
    from triloom.metadata import packages  # noqa: PLC0415

    with opened_services(jobs="inline") as services:
        if file.is_dir():
            texts = {
                path.relative_to(file).as_posix(): path.read_text(encoding="utf-8")
                for path in sorted(file.rglob("*.yaml"))
            }
            package = packages.package_of(texts)
        else:
            package = packages.read_package(file.read_bytes())
        with _undone(services) if dry_run else services.transaction(SYSTEM) as ctx:
            found = packages.install_package(ctx, package, consent=consent or (), dry_run=dry_run)
        services.jobs.run_pending()
    answer(as_json, found, orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())


@contextmanager
def _undone(services: Services) -> Iterator[RequestContext]:
    """Yield a writing context whose changes are taken back at the end."""
    with services.database.write() as connection:
        yield services.context(connection, SYSTEM)
        connection.rollback()


@package_app.command("export")
def export_app(
    app_key: AppArgument,
    file: Annotated[Path, typer.Argument(help="Where to write the package (zip).")],
) -> None:
    """Write the published documents of an app as a package."""
    from triloom.metadata.packages import export_package  # noqa: PLC0415

    with opened_services() as services, services.reading(SYSTEM) as ctx:
        file.write_bytes(export_package(ctx, app_key))
    typer.echo(f"{app_key} → {file}")


def import_file(
    app_key: AppArgument,
    form_key: FormArgument,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or JSON.")],
    *,
    mapping: Annotated[str | None, typer.Option("--map", help="JSON: column → field.")] = None,
    upsert_on: Annotated[str | None, typer.Option(help="A unique field.")] = None,
    on_error: Annotated[str, typer.Option(help="stop or skip.")] = "stop",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only check the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import records from a file; the reason of every refused row is told."""
    from triloom.records.imports import runs  # noqa: PLC0415
    from triloom.records.imports.start import (  # noqa: PLC0415
        ImportRequest,
        keep_file,
        start_import,
    )

    try:
        columns: Json = orjson.loads(mapping) if mapping else None
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(str(error), param_hint="--map") from None
    request = ImportRequest(
        file.name, columns, upsert_on=upsert_on, dry_run=dry_run, on_error=on_error
    )
    with opened_services(jobs="inline") as services:
        with file.open("rb") as stream:
            run_id = keep_file(services, stream)
        with services.transaction(SYSTEM) as ctx:
            start_import(ctx, ctx.catalog.form(app_key, form_key), run_id, request)
        services.jobs.run_pending()
        with services.reading(SYSTEM) as ctx:
            form = ctx.catalog.form(app_key, form_key)
            run = runs.visible_run(ctx, form, run_id)
            found = runs.run_to_json(ctx, form, run, with_rows=True)
    answer(as_json, found, _import_text(found))
    if found["state"] not in ("done", "checked"):
        raise typer.Exit(1)


def _import_text(found: JsonObject) -> str:
    names = ("state", "total", "created", "updated", "skipped", "refused", "message")
    lines = [f"{name}: {found[name]}" for name in names if found.get(name) is not None]
    rows = found.get("rows")
    lines += [orjson.dumps(row).decode() for row in (rows if isinstance(rows, list) else [])[:50]]
    return "\n".join(lines)


def export_file(
    app_key: AppArgument,
    form_key: FormArgument,
    file: Annotated[Path, typer.Argument(help="Where to write: .csv or .json.")],
    *,
    filter_text: Annotated[str | None, typer.Option("--filter", help="An expression.")] = None,
) -> None:
    """Export the records of a form."""
    from triloom.records.exports import Exporter, ExportRequest  # noqa: PLC0415
    from triloom.records.model import RecordQuery  # noqa: PLC0415

    kind = file.suffix.lower().lstrip(".") or "csv"
    query = RecordQuery(filter=filter_text)
    with opened_services() as services:
        request = ExportRequest(app_key, form_key, kind, query, labels=False)
        with file.open("wb") as stream:
            for chunk in Exporter(services, SYSTEM, "en", request).chunks():
                stream.write(chunk)
    typer.echo(f"{app_key}/{form_key} → {file}")


@model_app.command("list")
def list_models(app_key: AppArgument, as_json: AsJson = False) -> None:
    """List the models of an app with their versions."""
    from triloom.computed.plugins import registry  # noqa: PLC0415

    items: list[Json] = []
    with opened_services() as services, services.reading(SYSTEM) as ctx:
        for document in ctx.catalog.documents(app_key, "models"):
            versions: list[Json] = [
                {"number": item.number, "state": item.state, "reason": item.reason}
                for item in registry.all_versions(ctx, app_key, document.key)
            ]
            items.append({"key": document.key, "versions": versions})
    answer(as_json, items, "\n".join(orjson.dumps(item).decode() for item in items))


@model_app.command("train")
def train_model(app_key: AppArgument, key: ModelArgument, as_json: AsJson = False) -> None:
    """Train a model now and, when it goes live, score all records."""
    from triloom.computed.plugins.scoring import score_all  # noqa: PLC0415
    from triloom.computed.plugins.training import train  # noqa: PLC0415
    from triloom_core.ids import new_id_text  # noqa: PLC0415

    with opened_services(jobs="inline") as services:
        with services.reading(SYSTEM) as ctx:
            ctx.catalog.document(app_key, "models", key)
        payload: JsonObject = {"app": app_key, "model": key, "run": f"line:{new_id_text()}"}
        found = train(services, payload)
        if isinstance(found, dict) and found.get("state") == "live":
            score_all(services, {"app": app_key, "model": key})
    answer(as_json, found, orjson.dumps(found).decode())
    if isinstance(found, dict) and found.get("status") == "failed":
        raise typer.Exit(1)


@model_app.command("promote")
def promote_model(
    app_key: AppArgument,
    key: ModelArgument,
    version: Annotated[int, typer.Argument(min=1, help="Number of the version.")],
    note: Annotated[str | None, typer.Option(help="Why, when the rule says no.")] = None,
) -> None:
    """Put a version of a model live."""
    from triloom.computed.plugins import registry  # noqa: PLC0415

    with opened_services() as services, services.transaction(SYSTEM) as ctx:
        ctx.catalog.document(app_key, "models", key)
        chosen = registry.promote(ctx, app_key, key, version, note)
    typer.echo(f"{key} {chosen.number} is {chosen.state}")
