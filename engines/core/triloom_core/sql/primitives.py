"""The primitives of the SQL tree: one meaning, written for each dialect as a template.

Arguments stand as {0}, {1}, …. A dialect that is missing in an entry cannot run that primitive.
Quotients truncate toward zero; whoever builds a tree has already kept zero away from a divisor.
"""

from triloom_core.sql.nodes import Aggregate, Call, SqlNode
from triloom_core.sql.walk import walk_nodes

_MONTH_3 = "(CAST(substr({0}, 6, 2) AS INTEGER) - 1) % 3"
_MONDAY = "(CAST(strftime('%w', {0}) AS INTEGER) + 6) % 7"


def _same(template: str) -> dict[str, str]:
    return {"sqlite": template, "postgresql": template, "duckdb": template}


def _truncated(unit: str) -> dict[str, str]:
    return {
        "sqlite": f"date({{0}}, 'start of {unit}')",
        "postgresql": f"CAST(date_trunc('{unit}', CAST({{0}} AS timestamp)) AS date)",
        "duckdb": f"CAST(date_trunc('{unit}', {{0}}) AS DATE)",
    }


def _last(unit: str, months: int) -> dict[str, str]:
    return {
        "postgresql": f"CAST(date_trunc('{unit}', CAST({{0}} AS timestamp)) + "
        f"interval '{months} months' - interval '1 day' AS date)",
        "duckdb": f"CAST(date_trunc('{unit}', {{0}}) + INTERVAL {months} MONTH - INTERVAL 1 DAY AS DATE)",
    }


def _part(name: str, sqlite: str) -> dict[str, str]:
    return {
        "sqlite": sqlite,
        "postgresql": f"CAST(extract({name} FROM {{0}}) AS bigint)",
        "duckdb": f"CAST(extract({name} FROM {{0}}) AS BIGINT)",
    }


PRIMITIVES: dict[str, dict[str, str]] = {
    "exact_ratio": {"sqlite": "triloom_exact_ratio({0}, {1}, {2})", "postgresql": "", "duckdb": ""},
    "exact_sum": {"sqlite": "triloom_exact_sum({0}, {1}, {2}, {3})", "postgresql": "", "duckdb": ""},
    "exact_compare": {
        "sqlite": "triloom_exact_compare({0}, {1}, {2}, {3})", "postgresql": "", "duckdb": "",
    },
    "wide": {"sqlite": "{0}", "postgresql": "CAST({0} AS numeric)", "duckdb": "CAST({0} AS HUGEINT)"},
    "narrow": {"sqlite": "{0}", "postgresql": "CAST({0} AS bigint)", "duckdb": "CAST({0} AS BIGINT)"},
    "whole_quotient": {
        "sqlite": "{0} / {1}",
        "postgresql": "div(CAST({0} AS numeric), CAST({1} AS numeric))",
        "duckdb": "{0} // {1}",
    },
    "whole_rest": {"sqlite": "{0} % {1}", "postgresql": "mod({0}, {1})", "duckdb": "{0} % {1}"},
    "null_if": _same("nullif({0}, {1})"),
    "absolute": _same("abs({0})"),
    "float_quotient": {
        "sqlite": "CAST({0} AS REAL) / nullif(CAST({1} AS REAL), 0)",
        "postgresql": "CAST({0} AS double precision) / nullif(CAST({1} AS double precision), 0)",
        "duckdb": "CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0)",
    },
    "text_length": _same("length({0})"),
    "text_trim": {
        "sqlite": "trim({0}, ' ')", "postgresql": "btrim({0}, ' ')", "duckdb": "trim({0}, ' ')",
    },
    "text_part": _same("substr({0}, {1}, {2})")
    | {"postgresql": "substr({0}, CAST({1} AS integer), CAST({2} AS integer))"},
    "text_position": {
        "sqlite": "instr({0}, {1})",
        "postgresql": "strpos({0}, {1})",
        "duckdb": "CASE WHEN {1} = '' THEN 1 ELSE instr({0}, {1}) END",
    },
    "text_contains": {
        "sqlite": "instr({0}, {1}) > 0",
        "postgresql": "strpos({0}, {1}) > 0",
        "duckdb": "contains({0}, {1})",
    },
    "text_starts": {
        "sqlite": "substr({0}, 1, length({1})) = {1}",
        "postgresql": "starts_with({0}, {1})",
        "duckdb": "starts_with({0}, {1})",
    },
    "text_ends": {
        "sqlite": "CASE WHEN {0} IS NULL THEN NULL ELSE "
        "length({1}) = 0 OR substr({0}, -length({1})) = {1} END",
        "postgresql": "right({0}, length({1})) = {1}",
        "duckdb": "suffix({0}, {1})",
    },
    "date_year": _part("year", "CAST(substr({0}, 1, 4) AS INTEGER)"),
    "date_quarter": _part("quarter", "(CAST(substr({0}, 6, 2) AS INTEGER) + 2) / 3"),
    "date_month": _part("month", "CAST(substr({0}, 6, 2) AS INTEGER)"),
    "date_day": _part("day", "CAST(substr({0}, 9, 2) AS INTEGER)"),
    "date_weekday": _part("isodow", f"{_MONDAY} + 1"),
    "date_difference": {
        "sqlite": "CAST(julianday({1}) - julianday({0}) AS INTEGER)",
        "postgresql": "CAST({1} - {0} AS bigint)",
        "duckdb": "CAST({1} - {0} AS BIGINT)",
    },
    "date_add_days": {
        "sqlite": "date({0}, {1} || ' days')",
        "postgresql": "{0} + CAST({1} AS integer)",
        "duckdb": "{0} + CAST({1} AS INTEGER)",
    },
    "date_add_months": {
        "sqlite": "date({0}, {1} || ' months', 'floor')",
        "postgresql": "CAST({0} + make_interval(months => CAST({1} AS integer)) AS date)",
        "duckdb": "CAST({0} + to_months(CAST({1} AS INTEGER)) AS DATE)",
    },
    "date_start_of_month": _truncated("month"),
    "date_start_of_year": _truncated("year"),
    "date_start_of_quarter": _truncated("quarter")
    | {"sqlite": f"date({{0}}, 'start of month', '-' || ({_MONTH_3}) || ' months')"},
    "date_start_of_week": _truncated("week")
    | {"sqlite": f"date({{0}}, '-' || ({_MONDAY}) || ' days')"},
    "date_end_of_month": _last("month", 1)
    | {"sqlite": "date({0}, 'start of month', '+1 month', '-1 day')"},
    "date_end_of_quarter": _last("quarter", 3)
    | {"sqlite": f"date({{0}}, 'start of month', '-' || ({_MONTH_3}) || ' months', '+3 months', '-1 day')"},
    "date_end_of_year": _last("year", 12) | {"sqlite": "substr({0}, 1, 4) || '-12-31'"},
    "instant_day": {
        "sqlite": "triloom_instant_day({0}, {1})",
        "postgresql": "CAST({0} AT TIME ZONE {1} AS date)",
        "duckdb": "CAST(timezone({1}, {0}) AS DATE)",
    },
    "list_has": {
        "sqlite": "CASE WHEN {0} IS NULL THEN NULL ELSE "
        "EXISTS (SELECT 1 FROM json_each({0}) AS item WHERE item.value = {1}) END",
        "postgresql": "jsonb_exists({0}, {1})",
        "duckdb": "list_contains(json_extract_string({0}, '$[*]'), {1})",
    },
    "list_is_empty": {
        "sqlite": "json_array_length({0}) = 0",
        "postgresql": "jsonb_array_length({0}) = 0",
        "duckdb": "json_array_length({0}) = 0",
    },
}  # fmt: skip
VARIADIC = {"text_concat": "||"}
"""Primitives of any count of arguments, written as an operator between them."""


class MissingPrimitive(Exception):
    """A dialect cannot run a primitive; `supports` would have said so."""


def supports(node: SqlNode, dialect: str) -> bool:
    """Say whether a dialect (sqlite, postgresql, duckdb) can run every primitive of a tree."""
    for part in walk_nodes(node):
        if isinstance(part, Call) and part.name not in VARIADIC:
            if dialect not in PRIMITIVES[part.name]:
                return False
        elif isinstance(part, Aggregate) and part.name == "percentile" and dialect == "sqlite":
            return False
    return True
