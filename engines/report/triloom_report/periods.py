"""Calendar periods: their starts, their succession, and the rows for periods in which nothing was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from triloom_report.spec import Grain, WeekStart

Moment: TypeAlias = "date | datetime"
Row: TypeAlias = "list[object]"

MOST_PERIODS = 5_000
_MONTHS: dict[Grain, int] = {"year": 12, "quarter": 3, "month": 1}
WEEK_SHIFT: dict[WeekStart, int] = {"monday": 0, "sunday": 1, "saturday": 2}
"""Days to move a date forward so that its week starts on Monday."""


def start_of(moment: date, grain: Grain, week_start: WeekStart = "monday") -> date:
    """Return the first day of the period that a day lies in."""
    if grain == "year":
        return moment.replace(month=1, day=1)
    if grain == "quarter":
        return moment.replace(month=(moment.month - 1) // 3 * 3 + 1, day=1)
    if grain == "month":
        return moment.replace(day=1)
    if grain == "week":
        shift = timedelta(days=WEEK_SHIFT[week_start])
        moved = moment + shift
        return moved - timedelta(days=moved.weekday()) - shift
    return moment


def shift(moment: Moment, grain: Grain, count: int = 1) -> Moment:
    """Return the start of the period `count` periods later; `moment` is the start of a period."""
    if grain in _MONTHS:
        months = moment.year * 12 + moment.month - 1 + count * _MONTHS[grain]
        return moment.replace(year=months // 12, month=months % 12 + 1)
    step = {"week": timedelta(weeks=1), "day": timedelta(days=1), "hour": timedelta(hours=1)}
    return moment + step[grain] * count


def a_year_before(moment: date, grain: Grain, week_start: WeekStart = "monday") -> date:
    """Return the start of the same period of the year before: calendar periods, not 365 days."""
    if grain == "week":
        return moment - timedelta(weeks=52)
    try:
        earlier = moment.replace(year=moment.year - 1)
    except ValueError:
        earlier = moment.replace(year=moment.year - 1, day=28)
    return start_of(earlier, grain, week_start)


def spine(first: Moment, last: Moment, grain: Grain) -> list[Moment]:
    """Return the starts of all periods from `first` to `last`; empty when there are too many."""
    found: list[Moment] = []
    current = first
    while current <= last:
        found.append(current)
        if len(found) > MOST_PERIODS:
            return []
        try:
            current = shift(current, grain)
        except (OverflowError, ValueError):
            break
    return found


@dataclass(frozen=True, slots=True)
class Gap:
    """How to fill gaps: the place of the period among the columns, the dimensions, empty measures."""

    place: int
    grain: Grain
    dimensions: int
    empty: tuple[object, ...]
    is_descending: bool = False
    is_first_order: bool = True


def fill_gaps(rows: Sequence[Row], gap: Gap, most: int) -> list[Row]:
    """Return the rows with one for each missing period of each combination of other dimensions.

    Left as they are: rows without any period, and results that would exceed `most` rows.
    """
    moments = [row[gap.place] for row in rows]
    known = [moment for moment in moments if isinstance(moment, date)]
    if not known:
        return list(rows)
    periods = spine(min(known), max(known), gap.grain)
    others = list(dict.fromkeys(_others(row, gap) for row in rows if row[gap.place] is not None))
    if not periods or len(periods) * len(others) > most:
        return list(rows)
    if gap.is_descending:
        periods.reverse()
    by_cell = {(_others(row, gap), row[gap.place]): row for row in rows}
    filled = list(_cells(periods, others, gap, by_cell))
    return filled + [row for row in rows if row[gap.place] is None]


def _cells(
    periods: Sequence[Moment],
    others: Sequence[tuple[object, ...]],
    gap: Gap,
    by_cell: dict[tuple[tuple[object, ...], object], Row],
) -> Iterator[Row]:
    cells = (
        ((other, period) for period in periods for other in others)
        if gap.is_first_order
        else ((other, period) for other in others for period in periods)
    )
    for other, period in cells:
        row = by_cell.get((other, period))
        if row is None:
            values = list(other)
            values.insert(gap.place, period)
            row = [*values, *gap.empty]
        yield row


def _others(row: Row, gap: Gap) -> tuple[object, ...]:
    return tuple(value for index, value in enumerate(row[: gap.dimensions]) if index != gap.place)
