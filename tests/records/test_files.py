"""Who may have a file out again, and when nobody wants it any more."""

import io
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.support.lab import APP, Lab, open_lab
from triloom.access.principal import Principal
from triloom.files import service
from triloom.files.service import (
    accept_upload,
    collect_unlinked,
    files_of,
    readable_file,
    safe_name,
)
from triloom.files.sniffing import agreed_type, sniff
from triloom.records import write
from triloom_core.clock import FixedClock, SystemClock
from triloom_core.errors import TriloomError
from triloom_core.json_types import Json, JsonObject

PAPER: JsonObject = {
    "key": "paper",
    "fields": [
        {"key": "name", "type": "text"},
        {"key": "open", "type": "attachment"},
        {"key": "closed", "type": "attachment"},
    ],
}


def upload(lab: Lab, who: Principal, content: bytes = b"hello", **more: str) -> str:
    body = accept_upload(
        lab.services, who, name=more.get("name", "a.txt"), declared=more.get("declared"),
        stream=io.BytesIO(content),
    )  # fmt: skip
    return str(body["id"])


def attach(lab: Lab, who: Principal, owner: Principal, **files: Json) -> UUID:
    with lab.writing(who) as ctx:
        form = ctx.catalog.form(APP, "paper")
        return write.create_record(ctx, form, dict(files), owner_id=owner.user_id).id


def may_read(lab: Lab, who: Principal, file_id: str) -> bool:
    with lab.reading(who) as ctx:
        try:
            readable_file(ctx, UUID(file_id))
        except TriloomError as error:
            assert error.status == 404
            return False
        return True


def test_a_file_goes_to_its_uploader_and_to_readers_of_a_field_that_shows_it(
    sqlite_lab: Lab,
) -> None:
    lab = sqlite_lab
    lab.add_forms(PAPER)
    lab.add_document("roles", {"key": "clerk", "grants": [
        {"form": "paper", "actions": ["read", "create"], "scope": "all", "fields": {"*": "write"}}]})  # fmt: skip
    lab.add_document("roles", {"key": "guest", "grants": [
        {"form": "paper", "actions": ["read"], "scope": "own", "fields": {"closed": "none"}}]})  # fmt: skip
    clerk, guest, other = lab.person("clerk"), lab.person("guest"), lab.person("guest")
    shown, hidden, loose = (upload(lab, clerk) for _ in range(3))
    attach(lab, clerk, guest, open=[{"id": shown}], closed=[{"id": hidden}])
    assert [may_read(lab, clerk, item) for item in (shown, hidden, loose)] == [True, True, True]
    assert [may_read(lab, guest, item) for item in (shown, hidden, loose)] == [True, False, False]
    assert [may_read(lab, other, item) for item in (shown, hidden, loose)] == [False, False, False]
    with pytest.raises(TriloomError) as raised:
        attach(lab, lab.person("clerk"), clerk, open=[{"id": loose}])
    assert raised.value.faults[0].code == "file.not_found"


def test_files_that_nobody_links_are_collected_after_a_day(
    lab_template: Path, tmp_path: Path
) -> None:
    clock = FixedClock(SystemClock().now())
    shutil.copytree(lab_template, tmp_path / "data")
    lab = open_lab(tmp_path / "data", clock=clock)
    lab.add_forms(PAPER)
    someone = lab.person()
    kept, loose = upload(lab, someone), upload(lab, someone)
    with lab.writing() as ctx:
        write.create_record(ctx, ctx.catalog.form(APP, "paper"), {"open": [{"id": kept}]})
    clock.advance(timedelta(hours=25))
    assert collect_unlinked(lab.services, {}) == {"files": 1}
    assert b"".join(files_of(lab.services).read(UUID(kept))) == b"hello"
    with pytest.raises(FileNotFoundError):
        next(iter(files_of(lab.services).read(UUID(loose))))
    lab.close()


def test_a_file_above_the_limit_leaves_nothing_behind(
    sqlite_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LARGEST_FILE", 10)
    with pytest.raises(TriloomError) as raised:
        upload(sqlite_lab, sqlite_lab.person(), b"x" * 11)
    assert raised.value.status == 413
    folder = sqlite_lab.services.settings.files_dir
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_names_and_types_are_not_believed() -> None:
    assert safe_name("../../etc/pass\u202ewd\x00") == "passwd"
    assert safe_name("..") == "file"
    assert sniff(b"<SVG onload=x>") == "image/svg+xml"
    assert agreed_type("image/png", b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert agreed_type("image/png", b"MZ....") is None
    assert agreed_type("text/html", b"<html>") == "text/html"
    assert agreed_type("text/csv", b"a,b") == "text/csv"
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert agreed_type(word, b"PK\x03\x04") == word
    assert agreed_type(None, b"\x00\x01\xff") == "application/octet-stream"
