import { describe, expect, it } from "vitest";
import { newRun, type Row, type RunState } from "../../state/run";
import { findMatches, pattern } from "./transcriptSearch";

const row = (seq: number, rest: object): Row => ({ seq, at: "", step: "s1", ...rest }) as unknown as Row;

const state: RunState = {
  ...newRun("run-1"),
  request: {
    project: "p",
    session: "s",
    caller: "local",
    command: "/code",
    prompt: "Parse Amounts (EUR)",
    agents: [],
    model: "",
    headless: false,
    followUp: undefined,
    attachments: [],
  },
  rows: [
    row(3, { kind: "text", block: "b1", text: "I parse the amount." }),
    row(4, { kind: "thinking", block: "b2", text: "Why a.b fails" }),
    row(5, {
      kind: "tool",
      call: "c1",
      tool: "edit_file",
      arguments: JSON.stringify({ path: "src/Amount.java", new: 'say("hi")', nested: { lines: [12] } }),
      result: { outcome: "ok", text: "1 replacement", millis: 1 },
    }),
    row(6, { kind: "finished" }),
  ],
};

const seqs = (query: string): number[] => findMatches(state, query).map(({ seq }) => seq);

describe("the search in a transcript", () => {
  it("finds the request, texts, thinking, arguments and results in capital and small letters", () => {
    expect(seqs("amount")).toEqual([0, 3, 5]);
    expect(seqs("WHY")).toEqual([4]);
    expect(seqs("replacement")).toEqual([5]);
    expect(seqs("edit_file")).toEqual([5]);
    expect(seqs("12")).toEqual([5]);
  });

  it("takes the words as they are", () => {
    expect(seqs("(eur)")).toEqual([0]);
    expect(seqs("a.b")).toEqual([4]);
    expect(seqs("a-b")).toEqual([]);
    expect(seqs('say("hi")')).toEqual([5]);
  });

  it("finds nothing without words", () => {
    expect(seqs("")).toEqual([]);
    expect(pattern("  ")).toBeUndefined();
  });

  it("tells the step, which may be folded", () => {
    expect(findMatches(state, "thinking of nothing")).toEqual([]);
    expect(findMatches(state, "why")[0]).toEqual({ seq: 4, step: "s1" });
  });
});
