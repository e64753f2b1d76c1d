"""Measures CPU milliseconds per request: triloom, a bare endpoint, the raw driver; same database.

`python -m benchmarks [--rows 100000] [--requests 300] [--database sqlite|postgresql|both]
[--output docs/performance.md]`. Rounds are interleaved; the median is shown. Absolute figures are
noise on a busy machine, the ratios of one run are what counts.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

import triloom  # noqa: F401, I001  (installs the one SQLite library)
from benchmarks.compare import Comparison, compare


def parse_arguments() -> argparse.Namespace:
    """Return the arguments of the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--output", type=Path)
    return parser.parse_args()


def table_of(found: Comparison) -> str:
    """Return the comparison as a Markdown table."""
    lines = [
        f"### {found.database}, {found.rows:,} rows",
        "",
        "| operation | triloom | bare FastAPI + SQLAlchemy | ratio | raw driver |",
        "|---|---|---|---|---|",
    ]
    for name, figures in found.operations.items():
        triloom_ms = statistics.median(figures.triloom)
        bare_ms = statistics.median(figures.bare)
        raw_ms = statistics.median(figures.raw)
        lines.append(
            f"| {name} | {triloom_ms:.2f} | {bare_ms:.2f} | {triloom_ms / bare_ms:.2f} | {raw_ms:.3f} |"
        )
    lines += ["", f"Server process after the run: {found.memory:.0f} MB resident.", ""]
    return "\n".join(lines)


def main() -> int:
    """Run the comparison and print, or write, its tables."""
    arguments = parse_arguments()
    names = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    found = [
        compare(name, rows=arguments.rows, requests=arguments.requests, rounds=arguments.rounds)
        for name in names
    ]
    text = "\n".join(table_of(item) for item in found)
    print(text)
    if arguments.output:
        marker = "<!-- measured by python -m benchmarks -->"
        old = arguments.output.read_text(encoding="utf-8") if arguments.output.exists() else marker
        head = old.split(marker)[0]
        arguments.output.write_text(f"{head}{marker}\n\n{text}", encoding="utf-8")
    print(json.dumps({item.database: {"memory": round(item.memory)} for item in found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
