import type { Delta, RunEvent } from "@codeagent/client";
import fc from "fast-check";
import { expect, test } from "vitest";
import { reduce, reduceAll, type RunMessage } from "./reduce";
import { newRun, openApprovals, type RunState } from "./run";

/** What a server sends to a client that nothing disturbs: events, and deltas between them. */
type Sent = RunMessage[];

const RUN = "run-1";

/** A run as a server writes it: turns with thinking, text, tool calls, questions, a restart, and what comes after the end. */
const streams: fc.Arbitrary<Sent> = fc
  .array(
    fc.record({
      thinking: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 3 }),
      text: fc.array(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 4 }),
      discarded: fc.boolean(),
      calls: fc.integer({ min: 0, max: 2 }),
      output: fc.array(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 2 }),
      asks: fc.boolean(),
      restarts: fc.boolean(),
      costs: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map(toStream);

function toStream(
  turns: {
    thinking: string[];
    text: string[];
    discarded: boolean;
    calls: number;
    output: string[];
    asks: boolean;
    restarts: boolean;
    costs: boolean;
  }[],
): Sent {
  const sent: Sent = [];
  let seq = 0;
  const event = (fields: Record<string, unknown>): void => {
    const at = new Date(Date.UTC(2026, 0, 1) + ++seq * 1000).toISOString();
    sent.push({ kind: "event", event: { run: RUN, seq, at, ...fields } as unknown as RunEvent });
  };
  const stream = (block: string, kind: string, parts: string[]): void => {
    let offset = 0;
    for (const text of parts) {
      sent.push({ kind: "delta", delta: { type: "delta", run: RUN, step: "coding", block, kind, offset, text } });
      offset += text.length;
    }
  };
  const usage = { inputTokens: 3, outputTokens: 1, cachedTokens: 1, cacheWriteTokens: 0, reasoningTokens: 0 };
  event({ type: "run.created", project: "p", session: "s", caller: "local", command: "/code", prompt: "x", agents: [] });
  event({ type: "run.started", attempt: 1 });
  event({ type: "step.started", step: "coding", agent: "coding", round: 1, provider: "p", model: "" });
  turns.forEach((turn, index) => {
    const blocks = [
      ["thinking", turn.thinking],
      ["text", turn.text],
    ] as const;
    if (turn.discarded) {
      stream(`t${index}-a1`, "text", ["lost"]);
      event({ type: "block.discarded", step: "coding", block: `t${index}-a1`, reason: "broken" });
    }
    for (const [kind, parts] of blocks) {
      if (parts.length > 0) {
        stream(`t${index}-${kind}`, kind, parts);
        event({ type: "block.finished", step: "coding", block: `t${index}-${kind}`, kind, text: parts.join("") });
      }
    }
    event({
      type: "usage.booked",
      call: { id: `c${index}`, step: "coding", agent: "coding" },
      status: "confirmed",
      usage,
      ...(turn.costs ? { costUsd: "0.25" } : {}),
    });
    event({ type: "turn.finished", step: "coding", turn: index, provider: "p", model: "m", stop: "end", usage, millis: 1 });
    for (let call = 0; call < turn.calls; call++) {
      const id = `t${index}-c${call}`;
      if (turn.asks) {
        event({ type: "approval.requested", approval: `a-${id}`, step: "coding", call: id, tool: "run_command" });
        event({ type: "approval.answered", approval: `a-${id}`, call: id, decision: "approved", scope: "once", by: "x" });
        event({ type: "run.started", attempt: 2 });
      }
      event({ type: "tool.called", step: "coding", call: id, tool: "edit_file", arguments: "{}", mutating: true });
      stream(id, "output", turn.output);
      event({ type: "tool.finished", step: "coding", call: id, tool: "edit_file", outcome: "ok", result: "r", millis: 1 });
    }
    if (turn.restarts) {
      stream(`t${index + 1}-text`, "text", ["unfinished"]);
      event({ type: "run.started", attempt: 3 });
    }
  });
  event({ type: "step.finished", step: "coding", agent: "coding", round: 1, outcome: "done", answer: "ok" });
  event({ type: "run.finished", state: "completed", usage, costUsd: "", millis: 1 });
  event({ type: "changes.undone", by: "x", undo: "u", step: "coding", call: "", everythingSince: false, paths: [] });
  return sent;
}

/** What happens to a message on its way: it arrives, arrives twice, is lost, or the connection breaks before it. */
const disturbances = fc.infiniteStream(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant("arrives" as const) },
    { weight: 1, arbitrary: fc.constant("twice" as const) },
    { weight: 1, arbitrary: fc.constant("lost" as const) },
    { weight: 1, arbitrary: fc.constant("earlier" as const) },
    { weight: 1, arbitrary: fc.constant("reconnect" as const) },
  ),
);

/** What a server sends after /resume: the events after a number, and the open block from its beginning. */
function resumed(sent: Sent, until: number, state: RunState): Sent {
  const past = sent.slice(0, until);
  const events = past.filter((message) => message.kind === "event" && message.event.seq > state.seq);
  const lastEvent = past.findLastIndex((message) => message.kind === "event");
  const open = past.slice(lastEvent + 1).filter((message) => message.kind === "delta" && message.delta.kind !== "output");
  return [...events, ...open];
}

test("any order of reconnects, duplicates and gaps gives the state of an undisturbed stream", () => {
  fc.assert(
    fc.property(streams, disturbances, (sent, disturbed) => {
      let state = newRun(RUN);
      for (let i = 0; i < sent.length; i++) {
        const message = sent[i] as RunMessage;
        const what = disturbed.next().value;
        if (what === "reconnect") {
          state = reduceAll(state, resumed(sent, i, state));
        }
        if (what === "earlier") {
          state = reduceAll(state, sent.slice(Math.max(0, i - 7), i));
        }
        if (what !== "lost") {
          state = reduce(state, message);
        }
        if (what === "twice") {
          state = reduce(state, message);
        }
        if (message.kind === "event" && state.seq < message.event.seq) {
          state = reduceAll(state, resumed(sent, i + 1, state)); // The client requests what is missing.
        }
      }
      expect(state).toEqual(reduceAll(newRun(RUN), sent));
    }),
    { numRuns: 300 },
  );
});

test("a delta that was delivered before adds nothing, and one after a gap waits for the whole block", () => {
  const delta = (offset: number, text: string): RunMessage => ({
    kind: "delta",
    delta: { type: "delta", run: RUN, step: "coding", block: "b", kind: "text", offset, text } satisfies Delta,
  });
  const state = reduceAll(newRun(RUN), [delta(0, "ab"), delta(2, "cd"), delta(0, "ab"), delta(9, "z"), delta(3, "def")]);
  expect(state.open.map((block) => block.text)).toEqual(["abcdef"]);
});

test("an event of an unknown type is counted", () => {
  const event = { type: "made.later", run: RUN, seq: 1, at: "" } as unknown as RunEvent;
  expect(reduce(newRun(RUN), { kind: "event", event }).seq).toBe(1);
});

test("a question is open until it is answered", () => {
  const event = (seq: number, fields: object): RunMessage => ({
    kind: "event",
    event: { run: RUN, seq, at: "t", ...fields } as unknown as RunEvent,
  });
  const asked = reduce(newRun(RUN), event(1, { type: "approval.requested", approval: "a", step: "coding", call: "c" }));
  expect(asked.phase).toBe("waiting");
  expect(openApprovals(asked)).toHaveLength(1);
  const answered = reduce(asked, event(2, { type: "approval.answered", approval: "a", by: "x", decision: "denied" }));
  expect(openApprovals(answered)).toHaveLength(0);
});
