"""Messages of the demo loader."""

MESSAGES: dict[str, dict[str, str]] = {
    "demo.unknown_solution": {
        "en": "There is no solution {solution}. Choose one of: {known}.",
        "zh-CN": "没有解决方案 {solution}。可选:{known}。",
    },
}
