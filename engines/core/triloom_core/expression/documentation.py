"""The page about functions, written from the function table."""

from triloom_core.expression.functions.table import FAMILIES

HEAD = """# Expressions and functions · 表达式与函数

This page is written from the function table (`python -m triloom_core.expression.documentation`).

One language serves formulas, conditions, guards, filters and measures. Names are fields
(`amount`, `site.region`), texts stand in quotes, `null` is the missing value.
一种语言用于公式、条件、守卫、筛选和度量。名称即字段,文本加引号,`null` 表示空值。

- Null goes through: `1 + null` is null; `and`, `or` know three values; a null condition is not true.
  空值会传递:`1 + null` 为空值;`and`、`or` 采用三值逻辑;空条件视为不成立。
- `x / 0` is null. Exact numbers have up to 6 fraction digits and 18 digits in all; products and quotients
  are rounded half-even; a result beyond is null. Whole numbers stay within ±2^53.
  除以 0 得空值。精确数最多 6 位小数、共 18 位;乘除按银行家舍入;超出则为空值。整数在 ±2^53 之内。
- Where branches meet (`if`, `coalesce`, `max_of`, …) SQL uses the widest scale: a number above 10^12
  beside one with 6 fraction digits is then null in SQL. 分支合并时 SQL 取最大小数位数。
- Two currencies never mix; a bare number takes the currency of the amount beside it.
  两种货币不能混用;单独的数字取其旁边金额的货币。
- Text is compared in binary order, upper and lower case differ. 文本按二进制顺序比较,区分大小写。
- An instant compared with a day is its day in the organisation's zone. 时刻与日期比较时取组织时区的日期。
- Operators by strength: `- (sign)`, `* /`, `+ - &`, `= != < <= > >= in is null`, `not`, `and`, `or`.
- Limits: 2,000 tokens, depth 32, 10,000 steps, texts of 64 kB, lists of 10,000 items.

Column *SQL*: “yes” = runs inside the database; else the expression is evaluated row by row.
"""

_TITLES = {
    "operators": "Operators · 运算符",
    "logic": "Logic · 逻辑",
    "text": "Text · 文本",
    "numbers": "Numbers · 数字",
    "dates": "Dates · 日期",
    "filters": "Filters · 筛选",
    "lists": "Lists · 列表",
    "aggregates": "Aggregates (reports) · 聚合(报表)",
}


def functions_page() -> str:
    """Return the Markdown page of all functions in both languages."""
    lines = [HEAD]
    for family in FAMILIES:
        lines += [
            f"## {_TITLES[family.name]}",
            "",
            "| Function | Takes → gives | English | 中文 | SQL |",
        ]
        lines.append("|---|---|---|---|---|")
        for function in family.functions:
            name = function.name.replace("|", "\\|")
            signature = function.signature.text.replace("->", "→").strip()
            pushed = "yes" if function.sql or signature.startswith("→") else "–"
            lines.append(
                f"| `{name}` | {signature} | {function.english} | {function.chinese} | {pushed} |"
            )
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    print(functions_page(), end="")  # noqa: T201
