/** Days and instants; where a day is asked, an instant is its day in the organisation's zone. */

import { Exact, type Numeric, toFloat } from "../exact";
import { addDays, addMonths, Day, dayOf, Instant, monthsBetween, WallTime } from "../moments";
import type { Environment, Value } from "../types";
import type { Implementation, Table } from "./kind";

const whole = (value: number): Exact => Exact.whole(value);
const HOUR = 3_600_000_000n;

export const today = (environment: Environment): Day => environment.now.wall(environment.zone).day;

const startOfWeek = (day: Day): Day => addDays(day, 1 - day.weekday) ?? day;
const startOfMonth = (day: Day): Day => new Day(day.year, day.month, 1);
const startOfQuarter = (day: Day): Day => new Day(day.year, Math.floor((day.month - 1) / 3) * 3 + 1, 1);
const startOfYear = (day: Day): Day => new Day(day.year, 1, 1);

const end = (start: (day: Day) => Day, months: number) => (day: Day): Day | null => {
  const following = addMonths(start(day), months);
  return following ? addDays(following, -1) : new Day(day.year, 12, 31);
};

const part = (read: (day: Day) => number): Implementation => ({ days: [0], run: (day: Day) => whole(read(day)) });
const move = (work: (day: Day) => Day | null): Implementation => ({ days: [0], run: work });
const shift = (work: (day: Day, count: number) => Day | null): Implementation => ({
  days: [0],
  run: (day: Day, count: Numeric) => work(day, toFloat(count)),
});
const distance = (work: (first: Day, second: Day) => number): Implementation => ({
  days: [0, 1],
  run: (first: Day, second: Day) => whole(work(first, second)),
});
const clock = (read: (wall: { hour: number; minute: number; second: number }) => Value): Implementation => ({
  context: true,
  instants: [0],
  run: (environment: Environment, instant: Instant) => read(instant.wall(environment.zone)),
});

function isoWeek(day: Day): number {
  const thursday = addDays(day, 4 - day.weekday) ?? day;
  return Math.floor((thursday.number - startOfYear(thursday).number) / 7) + 1;
}

export const DATES: Table = {
  today: { context: true, run: today },
  now: { context: true, run: (environment: Environment) => environment.now },
  date: { run: (year: Numeric, month: Numeric, day: Numeric) => dayOf(toFloat(year), toFloat(month), toFloat(day)) },
  parse_date: { run: (text: string) => Day.parse(text) },
  date_of: { days: [0], run: (day: Day) => day },
  time_of: clock(({ hour, minute, second }) => new WallTime(hour * 3_600 + minute * 60 + second)),
  at: {
    context: true,
    days: [0],
    run: (environment: Environment, day: Day, time: WallTime) => Instant.parse(`${day}T${time}`, environment.zone),
  },
  year: part((day) => day.year),
  quarter: part((day) => Math.floor((day.month + 2) / 3)),
  month: part((day) => day.month),
  day: part((day) => day.day),
  weekday: part((day) => day.weekday),
  day_of_year: part((day) => day.number - startOfYear(day).number + 1),
  week_of_year: part(isoWeek),
  hour: clock(({ hour }) => whole(hour)),
  minute: clock(({ minute }) => whole(minute)),
  add_days: shift(addDays),
  add_weeks: shift((day, count) => addDays(day, count * 7)),
  add_months: shift(addMonths),
  add_years: shift((day, count) => addMonths(day, count * 12)),
  add_hours: {
    instants: [0],
    run: (instant: Instant, count: Numeric) =>
      Math.abs(toFloat(count)) > 96_000_000 ? null : new Instant(instant.microseconds + BigInt(toFloat(count)) * HOUR),
  },
  days_between: distance((first, second) => second.number - first.number),
  months_between: distance(monthsBetween),
  years_between: distance((first, second) => Math.trunc(monthsBetween(first, second) / 12)),
  hours_between: {
    instants: [0, 1],
    run: (first: Instant, second: Instant) => new Exact((second.microseconds - first.microseconds) / HOUR, 0),
  },
  start_of_week: move(startOfWeek),
  start_of_month: move(startOfMonth),
  start_of_quarter: move(startOfQuarter),
  start_of_year: move(startOfYear),
  end_of_week: move((day) => addDays(startOfWeek(day), 6)),
  end_of_month: move(end(startOfMonth, 1)),
  end_of_quarter: move(end(startOfQuarter, 3)),
  end_of_year: move(end(startOfYear, 12)),
};

type Bounds = [Day | null, Day | null];

const period = (start: (day: Day) => Day, months: number, offset: number) => (now: Day): Bounds => {
  const first = addMonths(start(now), offset * months);
  const following = first && addMonths(first, months);
  return [first, following && addDays(following, -1)];
};

const week = (offset: number) => (now: Day): Bounds => {
  const first = addDays(startOfWeek(now), 7 * offset);
  return [first, first && addDays(first, 6)];
};

const within = (bounds: (now: Day, count: number) => Bounds): Implementation => ({
  context: true,
  days: [0],
  run: (environment: Environment, day: Day, count?: Numeric) => {
    const [first, last] = bounds(today(environment), count === undefined ? 0 : toFloat(count));
    return first && last ? first.number <= day.number && day.number <= last.number : null;
  },
});

const beside = (test: (difference: number) => boolean): Implementation => ({
  context: true,
  days: [0],
  run: (environment: Environment, day: Day) => test(day.number - today(environment).number),
});

export const PERIODS: Table = {
  is_today: within((now) => [now, now]),
  this_week: within(week(0)),
  last_week: within(week(-1)),
  next_week: within(week(1)),
  this_month: within(period(startOfMonth, 1, 0)),
  last_month: within(period(startOfMonth, 1, -1)),
  next_month: within(period(startOfMonth, 1, 1)),
  this_quarter: within(period(startOfQuarter, 3, 0)),
  last_quarter: within(period(startOfQuarter, 3, -1)),
  this_year: within(period(startOfYear, 12, 0)),
  last_year: within(period(startOfYear, 12, -1)),
  in_last_days: within((now, count) => [addDays(now, -count), now]),
  in_next_days: within((now, count) => [now, addDays(now, count)]),
  is_past: beside((difference) => difference < 0),
  is_future: beside((difference) => difference > 0),
};
