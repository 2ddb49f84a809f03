import { describe, expect, it } from "vitest";
import { newRun, type Row, type RunState } from "../../state/run";
import { transcript } from "./transcript";

const notice = (seq: number, code: string, level = "warn"): Row =>
  ({ kind: "notice", seq, at: "", step: "", level, code, text: `notice ${seq}` }) as Row;

const items = (...rows: Row[]): string[] =>
  transcript({ ...newRun("run-1"), rows } as RunState, {}).map((item) =>
    item.kind === "notices" ? item.rows.map((row) => row.text).join(" + ") : item.kind === "row" ? `row ${item.row.seq}` : item.kind,
  );

describe("the transcript", () => {
  it("has one line for notices in a row about the same", () => {
    expect(items(notice(1, "provider.skipped"), notice(2, "provider.skipped"), notice(3, "provider.other"))).toEqual([
      "notice 1 + notice 2 + notice 3",
    ]);
  });

  it("keeps notices about other things and of other levels apart", () => {
    expect(items(notice(1, "prepare.started"), notice(2, "provider.skipped"), notice(3, "provider.other", "info"))).toEqual([
      "row 1",
      "row 2",
      "row 3",
    ]);
  });
});
