import type { Dashboard, Range } from "../../api/dashboard";
import { duration, price, tokens } from "../../app/format";
import { texts } from "../../texts";

export interface Series {
  name: string;
  /** The colour of a token: c1, c2 or c3. */
  colour: "c1" | "c2" | "c3";
  values: number[];
}

export interface FigureData {
  title: string;
  kind: "bars" | "lines";
  /** What the values belong to, in their order. */
  labels: string[];
  series: Series[];
  format: (value: number) => string;
}

const dayName = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", timeZone: "UTC" });
const hourName = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY_MILLIS = 86_400_000;

/** All days of a range; a day without an entry has none of what is counted. */
export function daysOf(range: Pick<Range, "from" | "to">): string[] {
  const days: string[] = [];
  for (let at = Date.parse(range.from); at <= Date.parse(range.to); at += DAY_MILLIS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
}

function labelsOf(days: string[]): string[] {
  return days.map((day) => dayName.format(new Date(day)));
}

export function tokensByDay(data: Dashboard, range: Range): FigureData {
  const days = daysOf(range);
  const usage = new Map(data.usageByDay.map((total) => [total.key, total.usage]));
  const of = (read: (usage: Dashboard["usageByDay"][number]["usage"]) => number): number[] =>
    days.map((day) => {
      const found = usage.get(day);
      return found === undefined ? 0 : read(found);
    });
  const words = texts.dashboard;
  return {
    title: words.tokensByDay,
    kind: "bars",
    labels: labelsOf(days),
    series: [
      { name: words.cached, colour: "c1", values: of((sum) => sum.cachedTokens) },
      { name: words.input, colour: "c2", values: of((sum) => Math.max(0, sum.inputTokens - sum.cachedTokens)) },
      { name: words.output, colour: "c3", values: of((sum) => sum.outputTokens) },
    ],
    format: tokens,
  };
}

export function costByDay(data: Dashboard, range: Range): FigureData {
  const days = daysOf(range);
  const costs = new Map(data.usageByDay.map((total) => [total.key, Number(total.costUsd)]));
  return {
    title: texts.dashboard.costByDay,
    kind: "bars",
    labels: labelsOf(days),
    series: [{ name: texts.dashboard.cost, colour: "c1", values: days.map((day) => costs.get(day) ?? 0) }],
    format: price,
  };
}

export function runsByDay(data: Dashboard, range: Range): FigureData {
  const days = daysOf(range);
  const runs = new Map(data.runsByDay.map((day) => [day.day, day]));
  const words = texts.dashboard;
  return {
    title: words.runsByDay,
    kind: "bars",
    labels: labelsOf(days),
    series: [
      { name: words.completed, colour: "c1", values: days.map((day) => runs.get(day)?.completed ?? 0) },
      {
        name: words.stopped,
        colour: "c3",
        values: days.map((day) => (runs.get(day)?.failed ?? 0) + (runs.get(day)?.cancelled ?? 0)),
      },
    ],
    format: String,
  };
}

/** Only the hours or days with answers: between them there is no time to show. */
export function responseTimes(data: Dashboard): FigureData {
  const hourly = data.from === data.to;
  return {
    title: texts.dashboard.responseTimes,
    kind: "lines",
    labels: data.responseTimes.map(({ at }) => (hourly ? hourName : dayName).format(new Date(at))),
    series: [
      { name: texts.dashboard.median, colour: "c1", values: data.responseTimes.map(({ millis }) => millis.p50) },
      { name: texts.dashboard.p95, colour: "c2", values: data.responseTimes.map(({ millis }) => millis.p95) },
    ],
    format: duration,
  };
}
