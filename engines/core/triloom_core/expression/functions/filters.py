"""Operators that filters offer: who I am, ranges, and days relative to the present one."""

from collections.abc import Callable
from datetime import date

from triloom_core.expression.environment import Environment
from triloom_core.expression.functions import dates
from triloom_core.expression.functions.operators import aligned, member
from triloom_core.expression.functions.specification import Family
from triloom_core.sql import builders
from triloom_core.value_types import Value

Bounds = tuple[date | None, date | None]


def _me(environment: Environment) -> Value:
    identifier = environment.user.get("id")
    return None if identifier is None else str(identifier)


def _is_me(environment: Environment, value: Value) -> bool:
    return value == _me(environment)


def team_members(environment: Environment) -> tuple[str, ...]:
    """Return the ids of all users who share a team with the user, the user included."""
    members = {str(item) for item in environment.user.get("team_member_ids", ())}
    mine = _me(environment)
    return tuple(sorted(members | ({str(mine)} if mine is not None else set())))


def _in_my_team(environment: Environment, value: Value) -> bool:
    return value in team_members(environment)


def _between(environment: Environment, value: Value, low: Value, high: Value) -> bool | None:
    first, bottom = aligned(environment, value, low)
    second, top = aligned(environment, value, high)
    if first is None or bottom is None or second is None or top is None:
        return None
    return bool(bottom <= first and second <= top)


def _one_of(environment: Environment, value: Value, *items: Value) -> bool | None:
    return member(environment, value, items) if value is not None else None


def _period(start: dates._Unit, months: int, offset: int) -> Callable[[date], Bounds]:
    def bounds(today: date) -> Bounds:
        first = dates.add_months(start(today), offset * months)
        following = None if first is None else dates.add_months(first, months)
        return first, None if following is None else dates.add_days(following, -1)

    return bounds


def _week(offset: int) -> Callable[[date], Bounds]:
    def bounds(today: date) -> Bounds:
        first = dates.add_days(dates.start_of_week(today), 7 * offset)
        return first, None if first is None else dates.add_days(first, 6)

    return bounds


def _within(bounds: Callable[..., Bounds]) -> Callable[..., bool | None]:
    def run(environment: Environment, value: date, *arguments: int) -> bool | None:
        first, last = bounds(environment.today(), *arguments)
        return None if first is None or last is None else first <= value <= last

    return run


PERIODS: dict[str, tuple[Callable[..., Bounds], str, str]] = {
    "is_today": (lambda today: (today, today), "Whether it is today.", "是否为今天。"),
    "this_week": (_week(0), "Whether it is in this week.", "是否在本周。"),
    "last_week": (_week(-1), "Whether it is in the week before.", "是否在上周。"),
    "next_week": (_week(1), "Whether it is in the week after.", "是否在下周。"),
    "this_month": (_period(dates.start_of_month, 1, 0), "Whether it is in this month.", "是否在本月。"),
    "last_month": (_period(dates.start_of_month, 1, -1), "Whether it is in the month before.", "是否在上月。"),
    "next_month": (_period(dates.start_of_month, 1, 1), "Whether it is in the month after.", "是否在下月。"),
    "this_quarter": (_period(dates.start_of_quarter, 3, 0), "Whether it is in this quarter.", "是否在本季度。"),
    "last_quarter": (_period(dates.start_of_quarter, 3, -1), "Whether it is in the quarter before.",
                     "是否在上季度。"),
    "this_year": (_period(dates.start_of_year, 12, 0), "Whether it is in this year.", "是否在今年。"),
    "last_year": (_period(dates.start_of_year, 12, -1), "Whether it is in the year before.", "是否在去年。"),
    "in_last_days": (lambda today, count: (dates.add_days(today, -count), today),
                     "Whether it is in the last days, today included.", "是否在最近若干天内(含今天)。"),
    "in_next_days": (lambda today, count: (today, dates.add_days(today, count)),
                     "Whether it is in the next days, today included.", "是否在未来若干天内(含今天)。"),
}  # fmt: skip

FILTERS = Family("filters")
_add = FILTERS.add
_add("me", "-> user", _me, "The user who asks.", "当前用户。", context=True, volatile=True)
_add("is_me", "link -> boolean", _is_me, "Whether it is the user who asks.", "是否为当前用户。",
     context=True, volatile=True, takes_null=True, sql=builders.is_me)  # fmt: skip
_add("in_my_team", "link -> boolean", _in_my_team, "Whether it is a user of a team of the one who asks.",
     "是否为当前用户所在团队的成员。", context=True, volatile=True, takes_null=True, sql=builders.in_my_team)  # fmt: skip
_add("between", "any, any, any -> ordering", _between, "Whether it lies between both, ends included.",
     "是否介于两者之间(含两端)。", context=True, sql=builders.between)  # fmt: skip
_add("one_of", "any, any… -> comparison", _one_of, "Whether it equals one of the values that follow.",
     "是否等于其后任一值。", context=True, takes_null=True, sql=builders.one_of)  # fmt: skip
for _name, (_bounds, _english, _chinese) in PERIODS.items():
    _add(_name, "date, integer -> boolean" if "_days" in _name else "date -> boolean", _within(_bounds),
         _english, _chinese, context=True, volatile=True, sql=builders.within_days(_bounds))  # fmt: skip
_add("is_past", "date -> boolean", lambda environment, day: day < environment.today(),
     "Whether it is before today.", "是否早于今天。", context=True, volatile=True,
     sql=builders.beside_today("<"))  # fmt: skip
_add("is_future", "date -> boolean", lambda environment, day: day > environment.today(),
     "Whether it is after today.", "是否晚于今天。", context=True, volatile=True,
     sql=builders.beside_today(">"))  # fmt: skip
