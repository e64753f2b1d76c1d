"""Messages of templates."""

MESSAGES: dict[str, dict[str, str]] = {
    "template.syntax": {
        "en": "The template cannot be read in line {line}: {reason}. Correct it and save again.",
        "zh-CN": "模板第 {line} 行无法解析:{reason}。请更正后重新保存。",
    },
    "template.unknown_name": {
        "en": "The template uses {name}, which nothing fills. Use one of: {known}.",
        "zh-CN": "模板使用了未定义的名称 {name}。可用名称:{known}。",
    },
    "template.unknown_field": {
        "en": "The form {form} has no field {field}. Choose another field.",
        "zh-CN": "表单 {form} 没有字段 {field}。请选择其他字段。",
    },
    "template.failed": {
        "en": "The template could not be filled: {reason}. Ask the person who wrote it.",
        "zh-CN": "模板无法填充:{reason}。请联系模板的编写者。",
    },
    "template.too_long": {
        "en": "The filled template is longer than {limit} characters. Make it shorter.",
        "zh-CN": "填充后的模板超过 {limit} 个字符。请缩短。",
    },
}
