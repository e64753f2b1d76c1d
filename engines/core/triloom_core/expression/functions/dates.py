"""Days and instants. Where a day is asked and an instant given, it is the day in the organisation's zone."""

import calendar
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from triloom_core.expression.environment import Environment
from triloom_core.expression.functions.operators import instant_of
from triloom_core.expression.functions.specification import Family
from triloom_core.sql import builders
from triloom_core.sql.operands import primitive

_DAYS = 4_000_000
_Unit = Callable[[date], date]


def add_days(day: date, count: int) -> date | None:
    """Return the day `count` days later; null outside the years 1 to 9999."""
    if abs(count) > _DAYS:
        return None
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


def add_months(day: date, count: int) -> date | None:
    """Return the same day `count` months later, or the last day of that month."""
    months = day.year * 12 + day.month - 1 + count
    if not 12 <= months < 120_000:
        return None
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_between(first: date, second: date) -> int:
    """Return the count of whole months from the first day to the second; negative backwards."""
    if second < first:
        return -months_between(second, first)
    months = (second.year - first.year) * 12 + second.month - first.month
    return months - (second.day < first.day)


def start_of_week(day: date) -> date:
    """Return the Monday of the week."""
    return day - timedelta(days=day.weekday())


def start_of_month(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def start_of_quarter(day: date) -> date:
    """Return the first day of the quarter."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def start_of_year(day: date) -> date:
    """Return the first of January."""
    return day.replace(month=1, day=1)


def _end(start: _Unit, months: int) -> Callable[[date], date | None]:
    def run(day: date) -> date | None:
        following = add_months(start(day), months)
        return date(day.year, 12, 31) if following is None else following - timedelta(days=1)

    return run


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _date_of(environment: Environment, value: datetime | date) -> date:
    return environment.day_of(value) if isinstance(value, datetime) else value


def _parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 and text[4] == "-" else None
    except ValueError:
        return None


def _hour(environment: Environment, instant: datetime) -> int:
    return instant.astimezone(environment.zone).hour


def _minute(environment: Environment, instant: datetime) -> int:
    return instant.astimezone(environment.zone).minute


def _time_of(environment: Environment, instant: datetime) -> time:
    return instant.astimezone(environment.zone).time().replace(microsecond=0)


def _add_hours(instant: datetime, count: int) -> datetime | None:
    if abs(count) > _DAYS * 24:
        return None
    try:
        return instant + timedelta(hours=count)
    except OverflowError:
        return None


def _hours_between(first: datetime, second: datetime) -> int:
    hours = abs(second - first) // timedelta(hours=1)
    return hours if second >= first else -hours


def _at(environment: Environment, day: date, wall: time) -> datetime:
    return instant_of(datetime.combine(day, wall).isoformat(), environment)


DATES = Family("dates")
_add = DATES.add
_add("today", "-> date", lambda environment: environment.today(), "The present day.", "今天。",
     context=True, volatile=True)  # fmt: skip
_add("now", "-> datetime", lambda environment: environment.now, "The present instant.", "当前时刻。",
     context=True, volatile=True)  # fmt: skip
_add("date", "integer, integer, integer -> date", _date, "The day of a year, month and day; null when there is none.",
     "由年、月、日得出日期;不存在时为空值。")  # fmt: skip
_add("parse_date", "text -> date", _parse_date, "The day that a text YYYY-MM-DD says, else null.",
     "文本 YYYY-MM-DD 所表示的日期,否则为空值。")  # fmt: skip
_add("date_of", "date -> date", _date_of, "The day of an instant in the organisation's zone.",
     "时刻在组织时区中的日期。", context=True, sql=builders.first)  # fmt: skip
_add("time_of", "datetime -> time", _time_of, "The wall time of an instant in the organisation's zone.",
     "时刻在组织时区中的钟点。", context=True)  # fmt: skip
_add("at", "date, time -> datetime", _at, "The instant of a day and a wall time in the organisation's zone.",
     "组织时区中某日某钟点的时刻。", context=True)  # fmt: skip
for _name, _run, _english, _chinese in (
    ("year", lambda day: day.year, "The year.", "年份。"),
    ("quarter", lambda day: (day.month + 2) // 3, "The quarter, 1 to 4.", "季度,1 到 4。"),
    ("month", lambda day: day.month, "The month, 1 to 12.", "月份,1 到 12。"),
    ("day", lambda day: day.day, "The day of the month.", "日,1 到 31。"),
    (
        "weekday",
        lambda day: day.isoweekday(),
        "The weekday, Monday 1 to Sunday 7.",
        "星期几,周一为 1,周日为 7。",
    ),
):
    _add(_name, "date -> integer", _run, _english, _chinese, sql=primitive(f"date_{_name}"))
_add("day_of_year", "date -> integer", lambda day: day.timetuple().tm_yday, "The day of the year, from 1.",
     "一年中的第几天,从 1 起。")  # fmt: skip
_add(
    "week_of_year",
    "date -> integer",
    lambda day: day.isocalendar()[1],
    "The ISO week, 1 to 53.",
    "ISO 周数,1 到 53。",
)
_add(
    "hour",
    "datetime -> integer",
    _hour,
    "The hour in the organisation's zone.",
    "组织时区中的小时。",
    context=True,
)
_add("minute", "datetime -> integer", _minute, "The minute in the organisation's zone.", "组织时区中的分钟。",
     context=True)  # fmt: skip
_add("add_days", "date, integer -> date", add_days, "Days later; negative is earlier.", "加若干天,可为负。",
     sql=builders.shift_days)  # fmt: skip
_add(
    "add_weeks",
    "date, integer -> date",
    lambda day, count: add_days(day, count * 7),
    "Weeks later.",
    "加若干周。",
)
_add("add_months", "date, integer -> date", add_months, "Months later, at most the last day of the month.",
     "加若干月,不超过当月最后一天。", sql=builders.shift_months)  # fmt: skip
_add(
    "add_years",
    "date, integer -> date",
    lambda day, count: add_months(day, count * 12),
    "Years later.",
    "加若干年。",
)
_add("add_hours", "datetime, integer -> datetime", _add_hours, "Hours later.", "加若干小时。")
_add("days_between", "date, date -> integer", lambda first, second: (second - first).days,
     "Days from the first to the second.", "从前者到后者的天数。", sql=primitive("date_difference"))  # fmt: skip
_add("months_between", "date, date -> integer", months_between, "Whole months from the first to the second.",
     "从前者到后者的整月数。")  # fmt: skip
_add("years_between", "date, date -> integer",
     lambda first, second: int(months_between(first, second) / 12), "Whole years from the first to the second.",
     "从前者到后者的整年数。")  # fmt: skip
_add("hours_between", "datetime, datetime -> integer", _hours_between, "Whole hours from the first to the second.",
     "从前者到后者的整小时数。")  # fmt: skip
for _name, _start, _months, _english, _chinese in (
    ("month", start_of_month, 1, "month", "月"),
    ("quarter", start_of_quarter, 3, "quarter", "季度"),
    ("year", start_of_year, 12, "year", "年"),
):
    _add(f"start_of_{_name}", "date -> date", _start, f"The first day of the {_english}.",
         f"所在{_chinese}的第一天。", sql=primitive(f"date_start_of_{_name}"))  # fmt: skip
    _add(f"end_of_{_name}", "date -> date", _end(_start, _months), f"The last day of the {_english}.",
         f"所在{_chinese}的最后一天。", sql=primitive(f"date_end_of_{_name}"))  # fmt: skip
_add("start_of_week", "date -> date", start_of_week, "The Monday of the week.", "所在周的周一。",
     sql=primitive("date_start_of_week"))  # fmt: skip
_add("end_of_week", "date -> date", lambda day: add_days(start_of_week(day), 6), "The Sunday of the week.",
     "所在周的周日。", sql=builders.end_of_week)  # fmt: skip
