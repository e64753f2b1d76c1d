"""Reports over HTTP: values, own writes at once, rights inside, drill, boards, exports."""

from collections import Counter
from decimal import Decimal
from typing import Any

COUNT = {"key": "n", "aggregate": "count"}
BY_REGION = {"dimensions": [{"field": "site.region"}], "measures": [COUNT]}


def region_of(plant: Any, order: dict[str, Any]) -> Any:
    return None if order["site"] is None else plant.sites[order["site"]]["region"]


def test_a_published_report_gives_the_values_of_the_records(plant):
    answer = plant.client("cho").get("/api/v1/apps/plant/reports/by_region/data").json()
    assert {"key": "east", "label": "East"} in answer["columns"][0]["options"]
    assert answer["columns"][0]["field"] == "order:site.region"
    assert answer["columns"][3]["is_percent"]
    wanted = Counter(region_of(plant, order) for order in plant.orders)
    assert {row[0]: row[1] for row in answer["rows"]} == dict(wanted)
    for region, _count, cost, share in answer["rows"]:
        mine = [o for o in plant.orders if region_of(plant, o) == region]
        assert Decimal(cost) == sum(Decimal(o["cost"]) for o in mine if o["cost"])
        assert abs(float(share) - sum(o["done"] for o in mine) / len(mine)) < 1e-6
    assert [row[0] for row in answer["rows"]] == ["west", "east", None]
    assert answer["columns"][2]["currency"] == "CNY"
    assert answer["as_of"]["at"].startswith("2026-11-28")


def test_the_author_of_a_write_sees_it_in_the_next_question(plant):
    client = plant.client("cho")
    before = dict(plant.ask(client, BY_REGION)["rows"])
    record = plant.change("order", None, {"subject": "new"})
    assert dict(plant.ask(client, BY_REGION)["rows"]) == {**before, None: before[None] + 1}
    sites = client.get("/api/v1/apps/plant/forms/site/records").json()["items"]
    east = next(site["id"] for site in sites if site["values"]["region"] == "east")
    plant.change("order", record, {"site": east})
    assert dict(plant.ask(client, BY_REGION)["rows"]) == {**before, "east": before["east"] + 1}
    plant.change("order", record, None)
    assert dict(plant.ask(client, BY_REGION)["rows"]) == before


def test_sub_rows_follow_their_record(plant):
    client = plant.client("cho")
    report = {"measures": [{"key": "p", "field": "parts.pieces", "aggregate": "sum"}]}
    total = sum(part["pieces"] for order in plant.orders for part in order["parts"])
    assert plant.ask(client, report)["rows"] == [[total]]
    record = plant.change(
        "order", None, {"subject": "x", "parts": [{"name": "a", "pieces": 5}, {"pieces": 7}]}
    )
    assert plant.ask(client, report)["rows"] == [[total + 12]]
    plant.change("order", record, {"parts": [{"name": "b", "pieces": 2}]})
    assert plant.ask(client, report)["rows"] == [[total + 2]]
    plant.change("order", record, None)
    assert plant.ask(client, report)["rows"] == [[total]]


def test_a_reader_counts_only_what_the_reader_may_read(plant):
    mine = [order for order in plant.orders if order["owner"] == "ann"]
    seen = {row[0]: row[1] for row in plant.rows("ann", BY_REGION)}
    east = sum(1 for order in mine if region_of(plant, order) == "east")
    assert seen == {"east": east, None: len(mine) - east}
    looked_up = {**BY_REGION, "dimensions": [{"field": "region", "key": "r"}]}
    assert {row[0]: row[1] for row in plant.rows("ann", looked_up)} == seen
    assert len(plant.rows("cho", BY_REGION)) == 3


def test_roll_ups_and_formulas_are_made_of_what_the_reader_may_read(plant):
    report = {
        "source": "site",
        "dimensions": [{"field": "name"}, {"field": "orders"}],
        "measures": [{"key": "spent", "field": "spent", "aggregate": "sum"},
                     {"key": "each", "field": "each", "aggregate": "max"}],
    }  # fmt: skip
    for login in ("cho", "ann"):
        found = {row[0]: row[1:] for row in plant.rows(login, report)}
        for number, site in enumerate(plant.sites):
            if login == "ann" and site["region"] != "east":
                assert site["name"] not in found
                continue
            mine = [o for o in plant.orders if o["site"] == number and login in ("cho", o["owner"])]
            spent = sum((Decimal(o["cost"]) for o in mine if o["cost"] and o["done"]), Decimal(0))
            each = spent / len(mine) if mine else None
            orders, shown, shown_each = found[site["name"]]
            assert (orders, Decimal(shown)) == (len(mine), spent)
            assert shown_each is None or abs(Decimal(shown_each) - each) < Decimal("0.01")
    through = {
        "dimensions": [{"field": "site.orders"}],
        "measures": [COUNT],
        "filter": "site.orders > 0",
    }
    mine = [o for o in plant.orders if o["owner"] == "ann" and region_of(plant, o) == "east"]
    assert sum(row[1] for row in plant.rows("ann", through)) == len(mine)


def test_a_hidden_field_is_answered_like_an_unknown_one(sqlite_plant):
    client = sqlite_plant.client("ann")
    answers = []
    for name in ("secret", "nonsense"):
        report = {"source": "order", "measures": [{"key": "x", "expression": f"sum({name})"}]}
        answer = client.post("/api/v1/apps/plant/reports/query", json={"report": report})
        assert answer.status_code == 422
        answers.append(answer.text.replace(name, "?"))
    assert answers[0].split('"request_id"')[0] == answers[1].split('"request_id"')[0]
    assert sqlite_plant.rows("cho", {"measures": [{"key": "x", "expression": "sum(secret)"}]}) == [
        [780]
    ]
    unknown = client.post("/api/v1/apps/plant/reports/query", json={"report": {"source": "x"}})
    assert unknown.status_code == 422
    assert unknown.json()["errors"][0]["pointer"] == "/report/source"


def test_the_records_behind_a_cell_are_those_of_the_reader(sqlite_plant):
    client = sqlite_plant.client("ann")
    body = {"report": {"source": "order", **BY_REGION}, "cell": {"site_region": "east"}}
    answer = client.post("/api/v1/apps/plant/reports/drill", json=body).json()
    rows = {row[0]: row[1] for row in sqlite_plant.ask(client, BY_REGION)["rows"]}
    assert len(answer["ids"]) == rows["east"]
    for record in answer["ids"]:
        assert client.get(f"/api/v1/apps/plant/forms/order/records/{record}").status_code == 200
    saved = {"key": "by_region", "cell": {"site_region": None}}
    assert (
        len(client.post("/api/v1/apps/plant/reports/drill", json=saved).json()["ids"]) == rows[None]
    )
    for cell, code in (({"x": 1}, "report.unknown_coordinate"),):
        wrong = client.post(
            "/api/v1/apps/plant/reports/drill", json={"key": "by_region", "cell": cell}
        )
        assert wrong.status_code == 400
        assert wrong.json()["code"] == code


def test_a_board_answers_all_tiles_and_filters_those_that_reach_the_field(sqlite_plant):
    client = sqlite_plant.client("cho")
    sqlite_plant.change("visit", None, {"note": "a"})
    whole = client.get("/api/v1/apps/plant/boards/week/data").json()
    tiles = {tile["id"]: tile for tile in whole["tiles"]}
    assert all(tile["problem"] is None for tile in tiles.values())
    assert tiles["regions"]["spec"]["data"] == {"name": "rows"}
    assert tiles["regions"]["title"] == "Orders by region"
    assert tiles["visits"]["rows"] == [[1]]
    assert tiles["sites"]["rows"] == [[5]]
    filters = '[{"field": "order:site.region", "values": ["east"]}]'
    kept = client.get("/api/v1/apps/plant/boards/week/data", params={"filters": filters}).json()
    tiles = {tile["id"]: tile for tile in kept["tiles"]}
    assert [row[0] for row in tiles["regions"]["rows"]] == ["east"]
    assert tiles["visits"]["rows"] == [[0]]
    assert tiles["sites"]["rows"] == [[2]]
    assert tiles["regions"]["ignored_filters"] == []
    due = '[{"field": "due", "grain": "month", "values": ["2026-01-01"], "form": "order"}]'
    kept = client.get("/api/v1/apps/plant/boards/week/data", params={"filters": due}).json()
    tiles = {tile["id"]: tile for tile in kept["tiles"]}
    assert tiles["sites"]["ignored_filters"] == ["due"]
    january = [o for o in sqlite_plant.orders if o["due"] and o["due"].startswith("2026-01")]
    assert sum(row[1] for row in tiles["regions"]["rows"]) == len(january)
    seen = sqlite_plant.client("ann").get("/api/v1/apps/plant/boards/week/data").json()
    tiles = {tile["id"]: tile for tile in seen["tiles"]}
    assert tiles["secrets"]["problem"]["code"] == "report.tile_unavailable"
    assert tiles["secrets"]["title"] == "Secrets"
    assert tiles["sites"]["rows"] == [[2]]
    broken = client.get("/api/v1/apps/plant/boards/week/data", params={"filters": "{"})
    assert broken.status_code == 400
    assert broken.json()["code"] == "report.invalid_filters"


def test_the_funnel_follows_the_stages_of_the_flow(plant):
    client = plant.client("cho")
    first = client.get("/api/v1/apps/plant/reports/stages/data").json()
    assert [row[1] for row in first["rows"]] == [len(plant.orders), 0, 0]
    assert first["columns"][0]["options"][0] == {"key": "new", "label": "New"}
    items = client.get("/api/v1/apps/plant/forms/order/records", params={"limit": 3}).json()[
        "items"
    ]
    for number, item in enumerate(items):
        url = f"/api/v1/apps/plant/forms/order/records/{item['id']}"
        for action in ("begin", "finish")[: 1 + number % 2]:
            moved = client.post(f"{url}/actions/{action}", json={})
            assert moved.status_code == 200, moved.text
    after = client.get("/api/v1/apps/plant/reports/stages/data").json()
    assert [row[1] for row in after["rows"]] == [len(plant.orders), 3, 1]
    assert after["rows"][2][2] == 1 / 3
    worker = plant.client("ann").get("/api/v1/apps/plant/reports/stages/data").json()
    assert worker["rows"][0][1] == len(plant.orders) // 2


def test_csv_keeps_numbers_and_guards_texts(sqlite_plant):
    report = {
        "source": "order",
        "dimensions": [{"field": "subject"}, {"field": "site.region"}],
        "measures": [{"key": "cost", "field": "cost", "aggregate": "sum"}],
    }
    url = "/api/v1/apps/plant/reports/query?format=csv"
    answer = sqlite_plant.client("cho", "zh-CN").post(url, json={"report": report})
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.content.decode("utf-8-sig")
    assert "地区" in text.splitlines()[0]
    assert "费用合计" in text.splitlines()[0]
    assert "'=Order 0" in text
    assert "\n=Order" not in text
    assert ",-3.00" in text
    assert "东部" in text


def test_charts_are_sent_as_pictures_with_chinese_texts(sqlite_plant):
    client = sqlite_plant.client("cho", "zh-CN")
    chart = client.get("/api/v1/apps/plant/reports/by_region/chart").json()
    assert chart["spec"]["data"] == {"name": "rows"}
    assert chart["title"] == "各地区工单"
    assert {row["site_region"] for row in chart["data"]} == {"east", "west", None}
    texts = chart["spec"]["transform"][0]["from"]["data"]["values"]
    assert {item["label"] for item in texts} == {"东部", "西部", "(空)"}
    assert chart["spec"]["description"] == chart["summary"]
    svg = client.get("/api/v1/apps/plant/reports/by_region/chart?format=svg")
    assert "东部" in svg.text
    assert "(空)" in svg.text
    assert svg.headers["content-security-policy"] == "sandbox"
    png = client.get("/api/v1/apps/plant/reports/by_region/chart?format=png")
    assert png.content.startswith(b"\x89PNG")
    none = client.post(
        "/api/v1/apps/plant/reports/query?format=png",
        json={"report": {"source": "order", "measures": [COUNT]}},
    )
    assert none.json()["code"] == "report.no_chart"


def test_what_a_client_sends_wrong_is_never_a_server_error(sqlite_plant):
    client = sqlite_plant.client("ann")
    url = "/api/v1/apps/plant/reports/query"
    bodies: list[Any] = [
        {}, [], {"report": []}, {"report": {}}, {"report": {"source": "order"}},
        {"report": {"source": "order", "limit": 0, "measures": [COUNT]}},
        {"report": {"source": "order", "measures": [{"key": "x", "expression": "sum("}]}},
        {"report": {"source": "order", "measures": [COUNT], "zone": "../x"}},
        {"report": {"source": "order", "measures": [COUNT]}, "filters": [{"field": 1}]},
        {"report": {"source": "order", "measures": [COUNT]},
         "filters": [{"field": "due", "values": ["x"]}]},
        {"report": {"source": "order", "measures": [COUNT]},
         "filters": [{"field": "cost", "values": [[1]]}]},
        {"report": {"source": "order", "measures": [COUNT], "filter": "subject = '\x00'"}},
        {"report": {"source": "order", "measures": [
            {"key": "x", "expression": "sum(cost) * 9007199254740992 * 9007199254740992"}]}},
    ]  # fmt: skip
    for body in bodies:
        answer = client.post(url, json=body)
        assert answer.status_code < 500, (body, answer.text)
    odd = {"report": {"source": "order", "measures": [COUNT], "filter": "subject = 'a''); --'"}}
    assert client.post(url, json=odd).json()["rows"] == [[0]]
    assert client.delete("/api/v1/apps/plant/reports/queries/none").status_code == 404
    assert client.get("/api/v1/apps/nowhere/reports/x/data").status_code == 404
    assert client.get("/api/v1/apps/plant/reports/x/data").status_code == 404
    assert client.get("/api/v1/apps/plant/boards/x/data").status_code == 404
