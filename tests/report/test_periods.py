"""Calendar periods: starts, succession, comparison with the year before, gaps."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from triloom_report.periods import Gap, a_year_before, fill_gaps, shift, spine, start_of

GRAINS = ("year", "quarter", "month", "week", "day")


@settings(max_examples=50, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.sampled_from(GRAINS),
    st.sampled_from(("monday", "sunday", "saturday")),
)
def test_a_day_lies_in_the_period_that_starts_at_its_start(day, grain, week_start):
    start = start_of(day, grain, week_start)
    assert start <= day < shift(start, grain)
    assert start_of(start, grain, week_start) == start
    assert spine(start, start_of(day + timedelta(days=400), grain, week_start), grain)[0] == start


def test_a_week_that_starts_on_sunday_starts_on_sunday():
    assert start_of(date(2026, 11, 28), "week", "sunday") == date(2026, 11, 22)
    assert start_of(date(2026, 11, 28), "week", "saturday") == date(2026, 11, 28)
    assert start_of(date(2026, 11, 28), "week") == date(2026, 11, 23)


def test_the_year_before_a_leap_day_is_the_last_day_of_february():
    assert a_year_before(date(2024, 2, 29), "day") == date(2023, 2, 28)
    assert a_year_before(date(2024, 2, 1), "month") == date(2023, 2, 1)


def test_an_empty_month_shows_for_every_combination_that_exists():
    rows = [["a", date(2026, 1, 1), 5], ["b", date(2026, 3, 1), 7], ["c", None, 1]]
    filled = fill_gaps(rows, Gap(1, "month", 2, (0,), is_first_order=False), 100)
    assert filled == [
        ["a", date(2026, 1, 1), 5],
        ["a", date(2026, 2, 1), 0],
        ["a", date(2026, 3, 1), 0],
        ["b", date(2026, 1, 1), 0],
        ["b", date(2026, 2, 1), 0],
        ["b", date(2026, 3, 1), 7],
        ["c", None, 1],
    ]
    newest_first = fill_gaps(
        [[date(2026, 3, 1), 1], [date(2026, 1, 1), 2]], Gap(0, "month", 1, (0,), True), 100
    )
    assert [row[0].month for row in newest_first] == [3, 2, 1]


def test_a_span_of_days_that_is_too_long_is_left_as_it_is():
    rows = [[date(1, 1, 1), 1], [date(9999, 12, 31), 1]]
    assert fill_gaps(rows, Gap(0, "day", 1, (0,)), 10_000) == rows
