"""Templates: filled under the reader's rights, harmless whatever their author wrote."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.support.world import World
from triloom.templates.renderer import render
from triloom.templates.template_kind import TemplateKind
from triloom_core.errors import TriloomError

API = "/api/v1"
FORM = {
    "kind": "form", "key": "note", "label": {"en": "Note", "zh-CN": "便签"}, "title": "{name}",
    "fields": [
        {"key": "name", "type": "text", "label": {"en": "Name", "zh-CN": "名称"}, "required": True},
        {"key": "price", "type": "currency", "currency": "CNY", "label": {"en": "Price", "zh-CN": "价格"}},
        {"key": "lines", "type": "subtable", "label": "Lines", "fields": [{"key": "text", "type": "text", "label": "Text"}]},
    ],
}  # fmt: skip
TEMPLATE = {
    "kind": "template", "key": "letter", "label": "Letter", "form": "note", "format": "html",
    "content": {
        "en": "<h1>{{ record.name }}</h1>{{ labels.price }}: {{ record.price }}{% for line in record.lines or [] %}<li>{{ line.text }}</li>{% endfor %}",
        "zh-CN": "<h1>{{ record.name }}</h1>{{ labels.price }}:{{ record.price }}",
    },
}  # fmt: skip


class Here:
    def document(self, kind: str, key: str) -> object:
        return FORM if (kind, key) == ("forms", "note") else None

    def keys(self, kind: str) -> tuple[str, ...]:
        return ("note",) if kind == "forms" else ()


@pytest.fixture
def admin(sqlite_world: World) -> Iterator[TestClient]:
    client = sqlite_world.client("admin")
    assert client.post(f"{API}/apps", json={"key": "desk", "label": "Desk"}).status_code < 300
    for kind, body in (("forms", FORM), ("templates", TEMPLATE)):
        put = client.put(f"{API}/apps/desk/{kind}/{body['key']}/draft", json=body)
        assert put.status_code < 300, put.text
        assert put.json()["problems"] == []
    assert client.post(f"{API}/apps/desk/publish", json={}).status_code < 300
    yield client


def test_a_record_is_filled_in_the_language_of_the_reader_and_escaped(admin: TestClient) -> None:
    values = {
        "name": "<script>alert(1)</script>",
        "price": {"amount": "1234.50", "currency": "CNY"},
        "lines": [{"text": "one & two"}],
    }
    record = admin.post(f"{API}/apps/desk/forms/note/records", json={"values": values}).json()
    path = f"{API}/apps/desk/forms/note/records/{record['id']}/documents/letter"
    english = admin.get(path, headers={"Accept-Language": "en"})
    assert english.status_code == 200, english.text
    assert english.headers["content-type"].startswith("text/html")
    assert "sandbox" in english.headers["content-security-policy"]
    assert "&lt;script&gt;" in english.text
    assert "<script>" not in english.text
    assert "<li>one &amp; two</li>" in english.text
    chinese = admin.get(path, headers={"Accept-Language": "zh-CN"})
    assert "价格:" in chinese.text
    assert "1,234.50" in chinese.text


def test_an_unknown_template_or_record_is_not_found(admin: TestClient) -> None:
    record = admin.post(
        f"{API}/apps/desk/forms/note/records", json={"values": {"name": "x"}}
    ).json()
    base = f"{API}/apps/desk/forms/note/records"
    assert admin.get(f"{base}/{record['id']}/documents/nothing").status_code == 404
    other = "01a22000-0000-7000-8000-000000000000"
    assert admin.get(f"{base}/{other}/documents/letter").status_code == 404


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{{ record.name", "template.syntax"),
        ("{{ record.name | nosuchfilter }}", "template.syntax"),
        ("{{ request.user }}", "template.unknown_name"),
        ("{{ record.secret }}", "template.unknown_field"),
    ],
)
def test_a_template_that_cannot_work_is_refused_at_save(content: str, code: str) -> None:
    faults = TemplateKind().check({**TEMPLATE, "content": content}, Here())  # type: ignore[arg-type]
    assert code in {fault.code for fault in faults}


@pytest.mark.parametrize(
    "content",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ record.update({'a': 1}) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% for a in record.rows %}{{ a() }}{% endfor %}",
        "{{ range(10) }}",
    ],
)
def test_no_template_reaches_anything_that_can_be_called(content: str) -> None:
    with pytest.raises(TriloomError) as refused:
        render({"content": content, "context": {"record": {"rows": ["x"]}}, "format": "html"})
    assert refused.value.code == "template.failed"


def test_endless_output_is_cut_off() -> None:
    content = "{% for a in record.rows %}{% for b in record.rows %}{{ record.text }}{% endfor %}{% endfor %}"
    context = {"record": {"rows": list(range(3000)), "text": "x" * 1000}}
    with pytest.raises(TriloomError) as refused:
        render({"content": content, "context": context, "format": "html"})
    assert refused.value.code == "template.too_long"
