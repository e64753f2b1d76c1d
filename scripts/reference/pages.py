"""The text of each reference page, made from the registries of the product."""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer.main

from scripts.reference.settings_table import FOR_TESTS, VARIABLES
from triloom.cli import app as command_line
from triloom.messages import CATALOGUE
from triloom_flow.nodes import BUILTIN_NODE_TYPES
from triloom_form.spec import FieldSpec
from triloom_form.types import BUILTIN_FIELD_TYPES
from triloom_ml.specs import BUILTIN_PLUGINS

ROOT = Path(__file__).resolve().parent.parent.parent
NODE_LABELS = ROOT / "frontend" / "src" / "features" / "flow-builder" / "model" / "node-types.ts"
MADE = "Written by `python -m scripts.reference docs/reference`; change the code, not this page. 本页由代码生成。\n"


def cell(text: object) -> str:
    """Return a text that stays within its cell of a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|").replace("<", "&lt;")


def table(head: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return [*lines, *("| " + " | ".join(cell(item) for item in row) + " |" for row in rows), ""]


def describe(schema: Mapping[str, Any]) -> str:
    """Return a short word for what a JSON Schema allows."""
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(item, ensure_ascii=False)}`" for item in schema["enum"])
    if "const" in schema:
        return f"`{json.dumps(schema['const'], ensure_ascii=False)}`"
    kind = schema.get("type")
    if kind is None:
        return "any" if "anyOf" not in schema and "oneOf" not in schema else "one of several"
    found = " or ".join(kind) if isinstance(kind, list) else str(kind)
    low, high = schema.get("minimum"), schema.get("maximum")
    return found if low is None and high is None else f"{found} {low or 0} … {high or ''}".rstrip()


_NEEDED: Mapping[str, Mapping[str, Any]] = {
    "lookup": {"via": "a", "field": "b", "result": {"type": "text"}},
    "rollup": {"via": "a", "field": "b", "result": {"type": "decimal"}},
    "formula": {"expression": "1", "result": {"type": "decimal"}},
    "computed": {"plugin": "win_probability", "result": {"type": "percent"}},
    "link": {"target": "a"},
    "subtable": {"fields": [{"key": "b", "type": "text"}]},
    "select": {"options": [{"id": "o", "key": "b", "label": "B"}]},
}
_NEEDED = {**_NEEDED, "radio": _NEEDED["select"], "multi_select": _NEEDED["select"]}


def field_types_page() -> str:
    """Return the page of field types."""
    lines = ["# Field types · 字段类型", "", MADE]
    lines += ["What each type is for, with examples: [field-types](../field-types.md).", ""]
    for kind in BUILTIN_FIELD_TYPES:
        body = {"key": "a", "type": kind.name, **_NEEDED.get(kind.name, {})}
        spec = FieldSpec.from_json(body)
        operators = " ".join(f"`{name}`" for name in kind.operators(spec)) or "–"
        storage = kind.storage(spec)
        stored = storage.kind.value if storage is not None else "–"
        notes = [f"Group `{kind.group}`", f"stored as {stored}"]
        notes += ["read-only, kept by an engine"] if kind.computed else []
        notes += ["may be unique"] if kind.unique_allowed else []
        lines += [f"## `{kind.name}` · {kind.label['en']} · {kind.label['zh-CN']}", ""]
        lines += [f"{'; '.join(notes)}. Filter operators 筛选运算符: {operators}.", ""]
        settings = kind.settings_schema()
        if settings:
            rows = (
                (f"`{name}`", item["x-title"]["en"], item["x-title"]["zh-CN"], describe(item))
                for name, item in settings.items()
            )
            lines += table(("setting", "English", "中文", "value"), rows)
    return "\n".join(lines)


def node_labels() -> dict[str, tuple[str, str]]:
    """Return type → (English, Chinese) as the flow designer shows them."""
    pattern = re.compile(r'info\("(\w+)", "\w+", "([^"]+)", "([^"]+)"')
    found = pattern.findall(NODE_LABELS.read_text(encoding="utf-8"))
    return {name: (english, chinese) for name, chinese, english in found}


def node_types_page() -> str:
    """Return the page of node types."""
    labels = node_labels()
    lines = ["# Node types of flows · 流程节点类型", "", MADE]
    lines += ["What each one does: [node-types](../node-types.md).", ""]
    for kind in BUILTIN_NODE_TYPES:
        english, chinese = labels.get(kind.name, (kind.name, kind.name))
        lines += [f"## `{kind.name}` · {english} · {chinese}", ""]
        ports = ", ".join(f"`{port}`" for port in kind.ports)
        lines += [f"Ports of its ways out 出口: {ports or '–'}.", ""]
        schema: Mapping[str, Any] = kind.settings_schema()
        required = schema.get("required", [])
        rows = [
            (f"`{name}`", describe(item), "yes" if name in required else "")
            for name, item in schema.get("properties", {}).items()
        ]
        if rows:
            lines += table(("setting", "value", "required"), iter(rows))
            sample = json.dumps(dict(kind.sample()), ensure_ascii=False)
            lines += [f"Example: `{sample}`", ""]
    return "\n".join(lines)


def errors_page() -> str:
    """Return the page of error codes and other texts of the catalogue."""
    lines = ["# Error codes and messages · 错误码与消息", "", MADE]
    lines += [
        "An answer of status 4xx is `application/problem+json` with `code`, `detail` and `errors[]`; each entry of",
        "`errors` has `pointer`, `code`, `message`, `data`. Codes are stable; texts are for people. Words in braces come",
        "from `data`. Some entries are words of plans, notices and model cards.",
        "",
    ]
    families: dict[str, list[str]] = {}
    for code in sorted(CATALOGUE):
        families.setdefault(code.partition(".")[0], []).append(code)
    for family, codes in families.items():
        lines += [f"## {family}", ""]
        rows = ((f"`{code}`", CATALOGUE[code]["en"], CATALOGUE[code]["zh-CN"]) for code in codes)
        lines += table(("code", "English", "中文"), rows)
    return "\n".join(lines)


def settings_page() -> str:
    """Return the page of environment variables."""
    lines = ["# Settings · 环境变量", "", MADE]
    lines += [
        "Read once at start; a value that cannot be used ends the command with the name of the variable.",
        "启动时读取;值无效时命令会指出变量名并退出。",
        "",
    ]
    head = ("variable", "default", "English", "中文")
    lines += table(head, ((f"`{item.name}`", *item[1:]) for item in VARIABLES))
    lines += ["## Tests and benchmarks · 测试与基准", ""]
    lines += table(head, ((f"`{item.name}`", *item[1:]) for item in FOR_TESTS))
    return "\n".join(lines)


def commands(group: Any = None, prefix: str = "triloom") -> Iterator[tuple[str, Any]]:
    """Yield (full name, command) of every command."""
    used = typer.main.get_command(command_line) if group is None else group
    for name, command in used.commands.items():
        if getattr(command, "commands", None):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def _parameter(item: Any) -> tuple[str, str, str]:
    if not item.opts[0].startswith("-"):
        name = item.name.upper().removesuffix("_KEY")
        return (name if item.required else f"[{name}]", "", item.help or "")
    default = item.default
    is_plain = isinstance(default, str | int | float) and not isinstance(default, bool)
    return (", ".join(item.opts), str(default) if is_plain else "", item.help or "")


def command_line_page() -> str:
    """Return the page of commands."""
    lines = ["# Command line · 命令行", "", MADE]
    lines += ["In a checkout: `.venv/bin/triloom`. Ends with 0, 1 (refused) or 2 (wrong use).", ""]
    for name, command in commands():
        text = inspect.cleandoc(command.help or "").splitlines()[0]
        lines += [f"## `{name}`", "", text, ""]
        if command.params:
            rows = (
                (f"`{shown}`", default, text)
                for shown, default, text in (_parameter(item) for item in command.params)
            )
            lines += table(("argument or option", "default", "meaning"), rows)
    return "\n".join(lines)


def plugins_page() -> str:
    """Return the page of plugins for computed fields."""
    lines = ["# Plugins of computed fields · 计算字段插件", "", MADE]
    for spec in BUILTIN_PLUGINS:
        lines += [f"## `{spec.id}` · {spec.label['en']} · {spec.label['zh-CN']}", ""]
        lines += [f"{spec.description['en']} {spec.description['zh-CN']}", ""]
        kind = f"Kind `{spec.kind}`, output {spec.output.type}, at least {spec.minimum_rows} rows, "
        lines += [f"{kind}version {spec.version}, module `{spec.module}`.", ""]
        inputs = (
            (
                f"`{item.key}`",
                item.label["en"],
                item.label["zh-CN"],
                ", ".join(item.types) + (" (several)" if item.many else ""),
                "yes" if item.required else "",
            )
            for item in spec.inputs
        )
        lines += table(("input", "English", "中文", "types", "required"), inputs)
        properties: Any = spec.parameters.get("properties", {})
        rows = (
            (
                f"`{name}`",
                item.get("x-label", {}).get("en", ""),
                item.get("x-label", {}).get("zh-CN", ""),
                describe(item),
                json.dumps(item.get("default"), ensure_ascii=False),
            )
            for name, item in properties.items()
        )
        lines += table(("parameter", "English", "中文", "value", "default"), rows)
    return "\n".join(lines)


def http_page() -> str:
    """Return the page of HTTP calls."""
    from triloom.app import API, ROUTERS

    lines = ["# HTTP calls · 接口一览", "", MADE]
    lines += [
        f"All below `{API}`; bodies, answers and errors are in `GET {API}/openapi.json`. Outside of it:",
        "`GET /healthz`, `GET /readyz`. How to use them: [integrator](../integrator.md),",
        "[records](../records.md), [documents](../documents.md), [reports](../reports.md).",
        "",
    ]
    by_tag: dict[str, list[tuple[str, str]]] = {}
    for router in ROUTERS:
        rows = by_tag.setdefault(str(router.tags[0]) if router.tags else "other", [])
        for route in router.routes:
            methods = " ".join(sorted(getattr(route, "methods", None) or ()))
            path = str(getattr(route, "path", ""))
            text = inspect.getdoc(getattr(route, "endpoint", route)) or ""
            rows.append((f"`{methods} {path}`", text.splitlines()[0] if text else ""))
    for tag, rows in by_tag.items():
        lines += [f"## {tag}", "", *table(("call", "what it does"), iter(rows))]
    return "\n".join(lines)


def index_page() -> str:
    """Return the page that lists the pages."""
    lines = ["# Reference · 参考", "", MADE]
    rows = ((f"[{name}]({name}.md)", title) for name, (title, _) in PAGES.items())
    lines += table(("page", "what it holds"), rows)
    lines += [
        "Functions of expressions 表达式函数: [functions](../functions.md).",
        "Words 术语: [glossary](../glossary.md).",
        "",
    ]
    return "\n".join(lines)


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "field-types": ("field types, their settings and filter operators 字段类型", field_types_page),
    "node-types": ("node types of flows, their settings 流程节点类型", node_types_page),
    "plugins": ("plugins of computed fields, inputs and parameters 计算字段插件", plugins_page),
    "errors": ("error codes with both texts 错误码", errors_page),
    "settings": ("environment variables 环境变量", settings_page),
    "command-line": ("commands and their options 命令行", command_line_page),
    "http": ("HTTP calls by noun 接口一览", http_page),
}
"""Name of the file → (what it holds, function that writes it)."""


def all_pages() -> dict[str, str]:
    """Return file name → text of every page; texts end with one line break."""
    pages = {f"{name}.md": write() for name, (_, write) in PAGES.items()}
    return {
        name: text.rstrip() + "\n" for name, text in {"README.md": index_page(), **pages}.items()
    }
