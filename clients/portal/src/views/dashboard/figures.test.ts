import { expect, test } from "vitest";
import type { Dashboard, Range } from "../../api/dashboard";
import { daysOf, tokensByDay } from "./figures";

const range: Range = { from: "2026-11-28", to: "2026-12-02", projectId: "", bucket: "day" };

test("a range has all of its days, also across a month", () => {
  expect(daysOf(range)).toEqual(["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02"]);
});

test("days without calls are zero, and cached tokens are not counted twice", () => {
  const total = {
    key: "2026-11-30",
    calls: 2,
    usage: { inputTokens: 100, outputTokens: 7, cachedTokens: 60, cacheWriteTokens: 0, reasoningTokens: 0 },
    costUsd: "0.10",
    unpricedCalls: 0,
    unconfirmedCalls: 0,
    unconfirmedUsd: "0",
    openCalls: 0,
    reservedUsd: "0",
    cacheHits: 0,
  };
  const data = { usageByDay: [total] } as unknown as Dashboard;
  const figure = tokensByDay(data, range);
  expect(figure.labels).toHaveLength(5);
  expect(figure.series.map((series) => series.values)).toEqual([
    [0, 0, 60, 0, 0],
    [0, 0, 40, 0, 0],
    [0, 0, 7, 0, 0],
  ]);
});
