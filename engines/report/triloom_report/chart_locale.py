"""How numbers and dates look on a chart, per language; d3 locale definitions and axis formats."""

from typing import Any

FONT = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

LOCALES: dict[str, dict[str, Any]] = {
    "en": {
        "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
        "time": {
            "dateTime": "%x, %X",
            "date": "%Y-%m-%d",
            "time": "%H:%M:%S",
            "periods": ["AM", "PM"],
            "days": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
            "shortDays": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
            "months": [
                "January", "February", "March", "April", "May", "June",
                "July", "August", "September", "October", "November", "December",
            ],
            "shortMonths": [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ],
        },
    },
    "zh-CN": {
        "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
        "time": {
            "dateTime": "%x %X",
            "date": "%Y年%-m月%-d日",
            "time": "%H:%M:%S",
            "periods": ["上午", "下午"],
            "days": ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
            "shortDays": ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
            "months": [f"{month}月" for month in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]],
            "shortMonths": [f"{month}月" for month in range(1, 13)],
        },
    },
}  # fmt: skip

_FORMATS: dict[str, dict[str, str]] = {
    "en": {
        "year": "%Y",
        "quarter": "%Y Q%q",
        "month": "%b %Y",
        "hour": "%m-%d %H:%M",
        "datetime": "%Y-%m-%d %H:%M",
    },
    "zh-CN": {
        "year": "%Y年",
        "quarter": "%Y年%q季度",
        "month": "%Y年%b",
        "hour": "%m-%d %H:%M",
        "datetime": "%Y-%m-%d %H:%M",
    },
}


def axis_format(grain: str, language: str) -> str:
    """Return the d3 time format of a grain."""
    return _FORMATS.get(language, _FORMATS["en"]).get(grain, "%Y-%m-%d")
