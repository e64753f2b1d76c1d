"""Charts: the spec is valid, named, localized, and its picture shows Chinese glyphs."""

from collections.abc import Iterator

import pytest

from triloom.children import Children
from triloom_core.json_types import JsonObject

BUILD, RENDER = "triloom_report.charts:build", "triloom_report.charts:render"
COLUMNS: JsonObject = {
    "month": {"label": "月份", "type": "date", "grain": "month", "role": "dimension"},
    "region": {"label": "地区", "type": "text", "role": "dimension", "is_category": True},
    "amount": {"label": "金额", "type": "currency", "role": "measure"},
}
ROWS: list[JsonObject] = [
    {"month": f"2026-0{month}-01", "region__label": region, "amount": month * 10 + len(region)}
    for month in range(1, 7)
    for region in ("华东", "华南大区")
]


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    pools = Children()
    yield pools
    pools.close()


def build(children: Children, **settings: object) -> JsonObject:
    payload = {"columns": COLUMNS, "title": "销售额", "language": "zh-CN", **settings}
    spec = children.call(pool="trusted", function=BUILD, payload=payload)
    assert isinstance(spec, dict)
    return spec


def picture(children: Children, spec: JsonObject, rows: list[JsonObject], kind: str) -> bytes:
    payload = {"spec": spec, "rows": rows, "format": kind, "width": 500, "height": 300}
    return children.call_bytes(pool="trusted", function=RENDER, payload=payload)


@pytest.mark.parametrize(
    "mark", ["bar", "line", "area", "point", "bubble", "arc", "heatmap", "funnel"]
)
def test_every_mark_gives_a_spec_with_named_data_and_no_foreign_address(
    children: Children, mark: str
) -> None:
    channels = {"x": "month", "y": "amount", "color": "region", "size": "amount"}
    spec = build(children, mark=mark, channels=channels)
    assert spec["data"] == {"name": "rows"}
    assert spec["title"] == "销售额"
    assert "url" not in str(spec)
    assert "datasets" not in spec


def test_the_axis_of_a_chinese_reader_is_chinese(children: Children) -> None:
    spec = build(children, mark="bar", channels={"x": "month", "y": "amount"})
    text = picture(children, spec, ROWS, "svg").decode()
    assert "2026年1月" in text
    assert "Jan" not in text
    english = build(children, mark="bar", channels={"x": "month", "y": "amount"}, language="en")
    assert "Jan 2026" in picture(children, english, ROWS, "svg").decode()


def test_chinese_glyphs_are_drawn_and_not_replaced_by_boxes(children: Children) -> None:
    spec = build(children, mark="bar", channels={"x": "region", "y": "amount"})
    pictures = {
        picture(children, spec, [{"region__label": name * 3, "amount": 3}], "png")
        for name in "东西南北"
    }
    assert all(data.startswith(b"\x89PNG") for data in pictures)
    assert len(pictures) == 4, "four different glyphs must give four different pictures"


def test_a_column_key_with_a_dot_is_a_name_and_not_a_path(children: Children) -> None:
    columns = {"a.b": {"label": "x", "type": "text", "role": "dimension"}}
    spec = build(children, mark="bar", channels={"x": "a.b"}, columns=columns)
    assert "a\\.b" in str(spec["encoding"]["x"]["field"]).replace("\\\\", "\\")
