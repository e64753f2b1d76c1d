"""Message catalogues: code → language → template, and how a template is filled.

Every package keeps a `MESSAGES` table of its own codes; the host merges them into one catalogue.
"""

from collections.abc import Mapping

from triloom_core.json_types import Json

Catalogue = Mapping[str, Mapping[str, str]]

MESSAGES: dict[str, dict[str, str]] = {
    "internal.unexpected": {
        "en": "Something went wrong on our side. Try again; if it stays, tell your administrator.",
        "zh-CN": "系统内部出错。请重试;若仍出现,请联系管理员。",
    },
    "expression.empty": {
        "en": "The expression is empty. Write a value, a field or a function.",
        "zh-CN": "表达式为空。请写入值、字段或函数。",
    },
    "expression.too_long": {
        "en": "The expression is too long (limit {limit}). Split it into several fields.",
        "zh-CN": "表达式过长(上限 {limit})。请拆分为多个字段。",
    },
    "expression.too_deep": {
        "en": "The expression is nested more than {limit} levels deep. Split it into several fields.",
        "zh-CN": "表达式嵌套超过 {limit} 层。请拆分为多个字段。",
    },
    "expression.unclosed_quote": {
        "en": "The quote at character {position} is never closed. Add the closing quote.",
        "zh-CN": "第 {position} 个字符处的引号没有闭合。请补上引号。",
    },
    "expression.unexpected_character": {
        "en": "The character {character} at position {position} means nothing here. Remove it.",
        "zh-CN": "位置 {position} 的字符 {character} 在此无意义。请删除。",
    },
    "expression.unexpected_token": {
        "en": "“{found}” at position {position} does not fit here. Check the text before it.",
        "zh-CN": "位置 {position} 的“{found}”不应出现在此处。请检查它之前的内容。",
    },
    "expression.unexpected_end": {
        "en": "The expression ends too early, at position {position}. Complete it.",
        "zh-CN": "表达式在位置 {position} 处过早结束。请补全。",
    },
    "expression.expected": {
        "en": "“{wanted}” is missing at position {position}, where “{found}” stands.",
        "zh-CN": "位置 {position} 处缺少“{wanted}”,实际为“{found}”。",
    },
    "expression.not_a_moment": {
        "en": "“{found}” is not a valid {type}. Write it like 2026-01-31 or 2026-01-31T09:00:00Z.",
        "zh-CN": "“{found}”不是有效的 {type}。请写成 2026-01-31 或 2026-01-31T09:00:00Z。",
    },
    "expression.number_out_of_range": {
        "en": "The number {found} is beyond the range of ±2^53. Use a smaller one.",
        "zh-CN": "数字 {found} 超出 ±2^53 的范围。请使用较小的数。",
    },
    "expression.number_too_precise": {
        "en": "The number {found} has more than {limit} fraction digits. Shorten it.",
        "zh-CN": "数字 {found} 的小数位超过 {limit} 位。请缩短。",
    },
    "expression.text_too_long": {
        "en": "A text in the expression is longer than {limit} characters. Shorten it.",
        "zh-CN": "表达式中的文本超过 {limit} 个字符。请缩短。",
    },
    "expression.text_not_storable": {
        "en": "A text in the expression holds a character that cannot be stored. Remove it.",
        "zh-CN": "表达式中的文本含有无法存储的字符。请删除。",
    },
    "expression.malformed": {
        "en": "This part is not an expression tree. Send text, or one object with one function name.",
        "zh-CN": "此处不是表达式树。请发送文本,或只含一个函数名的对象。",
    },
    "expression.unknown_field": {
        "en": "There is no field “{name}” here. Check the spelling or choose another field.",
        "zh-CN": "此处没有字段“{name}”。请检查拼写或另选字段。",
    },
    "expression.unknown_function": {
        "en": "There is no function “{name}”. See the list of functions.",
        "zh-CN": "没有函数“{name}”。请查看函数列表。",
    },
    "expression.aggregate_here": {
        "en": "{name} works over many rows and cannot be used here. Use it in a report measure.",
        "zh-CN": "{name} 对多行求值,不能用在此处。请在报表度量中使用。",
    },
    "expression.argument_count": {
        "en": "{name} was given {found} values; it takes: {wanted}.",
        "zh-CN": "{name} 收到 {found} 个值;它需要:{wanted}。",
    },
    "expression.wrong_type": {
        "en": "{name} needs {wanted} here, not {found}. Convert the value or choose another field.",
        "zh-CN": "{name} 在此需要 {wanted},而不是 {found}。请转换该值或另选字段。",
    },
    "expression.wrong_result": {
        "en": "The expression gives {found}, but {wanted} is needed here.",
        "zh-CN": "表达式的结果是 {found},此处需要 {wanted}。",
    },
    "expression.types_differ": {
        "en": "{name} cannot bring {left} and {right} together. Convert one of them.",
        "zh-CN": "{name} 无法同时处理 {left} 与 {right}。请转换其中之一。",
    },
    "expression.no_order": {
        "en": "{name} needs an order, and {found} has none. Use = or != instead.",
        "zh-CN": "{name} 需要可排序的值,{found} 没有顺序。请改用 = 或 !=。",
    },
    "expression.currency_mix": {
        "en": "{left} and {right} are different currencies. Convert one of them first.",
        "zh-CN": "{left} 与 {right} 是不同货币。请先换算其中之一。",
    },
    "expression.currency_product": {
        "en": "Two amounts ({left}, {right}) cannot be multiplied. Multiply an amount by a number.",
        "zh-CN": "两个金额({left}、{right})不能相乘。请用金额乘以数字。",
    },
    "expression.currency_divisor": {
        "en": "{left} cannot be divided by {right}. Divide an amount by an amount or by a number.",
        "zh-CN": "{left} 不能除以 {right}。请用金额除以金额或数字。",
    },
    "expression.digits": {
        "en": "The count of digits must be written as a number from 0 to {limit}.",
        "zh-CN": "小数位数必须直接写成 0 到 {limit} 的数字。",
    },
    "expression.budget_exceeded": {
        "en": "The expression needs too many steps. Simplify it or use shorter lists.",
        "zh-CN": "表达式所需步骤过多。请简化或缩短列表。",
    },
    "expression.cannot_evaluate": {
        "en": "The expression met values that do not fit ({reason}). Check the types of its fields.",
        "zh-CN": "表达式遇到不合适的值({reason})。请检查字段类型。",
    },
}


class _Lenient(dict[str, Json]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def render(
    catalogue: Catalogue, code: str, language: str, data: Mapping[str, Json] | None = None
) -> str:
    """Return the message of `code` in `language`; an unknown code answers with the code itself."""
    texts = catalogue.get(code)
    if texts is None:
        return code
    template = texts.get(language) or texts.get("en") or code
    return template.format_map(_Lenient(data or {}))
