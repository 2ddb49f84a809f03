import type { Delta, RunEvent, UsageBooked } from "@codeagent/client";
import {
  addUsage,
  findTool,
  NO_USAGE,
  type AgentUsage,
  type Cost,
  type Row,
  type RunPhase,
  type RunState,
  type StepState,
  type ToolRow,
} from "./run";
import { reduceDelta } from "./reduceDelta";

export type RunMessage = { kind: "event"; event: RunEvent } | { kind: "delta"; delta: Delta };

/**
 * The state after a message. A message that was seen before changes nothing, and neither does one that follows a gap: the
 * client requests what is missing, and the server sends it again in order. So the state is that of an undisturbed stream.
 */
export function reduce(state: RunState, message: RunMessage): RunState {
  if (message.kind === "delta") {
    return reduceDelta(state, message.delta);
  }
  const event = message.event;
  return event.seq === state.seq + 1 ? { ...reduceEvent(state, event), seq: event.seq } : state;
}

export function reduceAll(state: RunState, messages: readonly RunMessage[]): RunState {
  return messages.reduce(reduce, state);
}

function reduceEvent(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case "run.created":
      return {
        ...state,
        createdAt: event.at,
        request: { ...event, followUp: event.followUp, attachments: event.attachments ?? [] },
      };
    case "run.started":
      return start(state, event);
    case "sandbox.selected":
      return { ...state, sandbox: event };
    case "workspace.ready":
      return { ...state, workspace: event };
    case "prepare.finished":
      return addRow({ ...state, prepared: event }, event, { kind: "prepared" });
    case "notice":
      return addRow(state, event, { kind: "notice", level: event.level, code: event.code, text: event.text });
    case "tests.finished":
      return addRow(
        event.phase === "before" ? { ...state, testsBefore: event.report } : { ...state, testsAfter: event.report },
        event,
        { kind: "tests", phase: event.phase, report: event.report },
      );
    case "step.started":
      return startStep(state, event);
    case "step.finished":
      return changeStep(state, event.step, (step) => ({
        ...step,
        finishedAt: event.at,
        outcome: event.outcome,
        answer: event.answer,
      }));
    case "block.finished":
      return addRow(closeBlock(state, event.block), event, {
        kind: event.kind === "thinking" ? "thinking" : "text",
        step: event.step,
        block: event.block,
        text: event.text,
      });
    case "block.discarded":
      return closeBlock(state, event.block);
    case "turn.finished":
      return finishTurn(state, event);
    case "tool.called":
      return addRow(state, event, {
        kind: "tool",
        step: event.step,
        call: event.call,
        tool: event.tool,
        arguments: event.arguments,
        mutating: event.mutating,
        policy: undefined,
        result: undefined,
        undone: false,
      });
    case "tool.finished":
      return finishTool(state, event);
    case "policy.decided":
      return changeTool(state, event.call, (row) => ({ ...row, policy: event }));
    case "approval.requested":
      return addRow({ ...state, phase: "waiting" }, event, {
        kind: "approval",
        step: event.step,
        request: event,
        answer: undefined,
        answeredAt: "",
      });
    case "approval.answered":
      return answer(state, event);
    case "budget.reached":
      return addRow({ ...state, phase: "waiting", budget: event }, event, {
        kind: "budget",
        reached: event,
        available: false,
      });
    case "budget.available":
      return {
        ...state,
        budget: undefined,
        rows: state.rows.map((row) => (row.kind === "budget" ? { ...row, available: true } : row)),
      };
    case "usage.reserved":
      return state;
    case "usage.booked":
      return book(state, event);
    case "diff.ready":
      return addRow({ ...state, changes: event }, event, { kind: "changes" });
    case "run.judged":
      return addRow({ ...state, verdict: event.verdict }, event, { kind: "verdict" });
    case "run.cancel-requested":
      return addRow({ ...state, cancelRequestedBy: event.by }, event, { kind: "cancel" });
    case "patch.handled":
      return addRow({ ...state, handled: [...state.handled, event] }, event, { kind: "handled", handled: event });
    case "changes.undone":
      return undo(state, event);
    case "run.finished":
      return addRow(
        { ...state, phase: phaseOf(event.state), finished: event, finishedAt: event.at, open: [], output: {} },
        event,
        { kind: "finished" },
      );
    default:
      // The type check fails here if an event of this version has no case above.
      event satisfies never;
      return state; // An event of a newer server: it is counted and not shown.
  }
}

type NewRow<R> = R extends Row ? Omit<R, "seq" | "at" | "step"> & { step?: string } : never;

function addRow(state: RunState, event: { seq: number; at: string }, row: NewRow<Row>): RunState {
  const step = row.step ?? "";
  return { ...state, rows: [...state.rows, { ...row, step, seq: event.seq, at: event.at } as Row] };
}

function start(state: RunState, event: { seq: number; at: string; attempt: number }): RunState {
  const started = {
    ...state,
    phase: "running" as const,
    attempt: event.attempt,
    startedAt: state.startedAt || event.at,
    open: [],
    output: {},
  };
  if (event.attempt === 1) {
    return started;
  }
  // A run that waits is not executed, so that its next execution is no restart.
  return addRow(started, event, { kind: state.phase === "waiting" ? "continued" : "restarted" });
}

function startStep(state: RunState, event: Extract<RunEvent, { type: "step.started" }>): RunState {
  if (state.steps.some((step) => step.step === event.step)) {
    return changeStep(state, event.step, (step) => ({ ...step, provider: event.provider, model: event.model }));
  }
  const step: StepState = {
    step: event.step,
    agent: event.agent,
    round: event.round,
    provider: event.provider,
    model: event.model,
    startedAt: event.at,
    finishedAt: "",
    outcome: "",
    answer: "",
    turns: [],
    cost: { usd: 0, unpriced: 0 },
  };
  return addRow({ ...state, steps: [...state.steps, step] }, event, { kind: "step", step: event.step });
}

function changeStep(state: RunState, id: string, change: (step: StepState) => StepState): RunState {
  return { ...state, steps: state.steps.map((step) => (step.step === id ? change(step) : step)) };
}

/** Blocks that are open now never end: the model starts again, and may use their names. */
function finishTurn(state: RunState, event: Extract<RunEvent, { type: "turn.finished" }>): RunState {
  const { turn, model, usage, millis, stop } = event;
  return changeStep({ ...state, open: [] }, event.step, (step) => ({
    ...step,
    provider: event.provider,
    model,
    turns: [...step.turns, { turn, model, usage, millis, stop }],
  }));
}

function closeBlock(state: RunState, block: string): RunState {
  return { ...state, open: state.open.filter((open) => open.block !== block) };
}

function finishTool(state: RunState, event: Extract<RunEvent, { type: "tool.finished" }>): RunState {
  const { [event.call]: _, ...output } = state.output;
  const result = { outcome: event.outcome, text: event.result, millis: event.millis };
  const index = findTool(state, event.call);
  if (index >= 0) {
    return changeTool({ ...state, output }, event.call, (row) => ({ ...row, result }));
  }
  // A call that the policy denied has no tool.called.
  return addRow(state, event, {
    kind: "tool",
    step: event.step,
    call: event.call,
    tool: event.tool,
    arguments: "",
    mutating: false,
    policy: undefined,
    result,
    undone: false,
  });
}

function changeTool(state: RunState, call: string, change: (row: ToolRow) => ToolRow): RunState {
  const index = findTool(state, call);
  return index < 0 ? state : { ...state, rows: state.rows.with(index, change(state.rows[index] as ToolRow)) };
}

function answer(state: RunState, event: Extract<RunEvent, { type: "approval.answered" }>): RunState {
  const rows = state.rows.map((row) =>
    row.kind === "approval" && row.request.approval === event.approval
      ? { ...row, answer: event, answeredAt: event.at }
      : row,
  );
  return { ...state, rows };
}

function undo(state: RunState, event: Extract<RunEvent, { type: "changes.undone" }>): RunState {
  const first = state.rows.findIndex((row) =>
    event.call === "" ? row.step === event.step : row.kind === "tool" && row.call === event.call,
  );
  const rows = state.rows.map((row, index) => {
    const meant =
      row.kind === "tool" &&
      row.mutating &&
      (event.everythingSince
        ? first >= 0 && index >= first
        : event.call === ""
          ? row.step === event.step
          : row.call === event.call);
    return meant ? { ...row, undone: true } : row;
  });
  return addRow({ ...state, rows }, event, { kind: "undone", undone: event });
}

function book(state: RunState, event: UsageBooked): RunState {
  if (event.status === "released") {
    return state;
  }
  const { agent, step } = event.call;
  const paid: Cost =
    event.status === "cached"
      ? { usd: 0, unpriced: 0 }
      : event.costUsd === undefined
        ? { usd: 0, unpriced: 1 }
        : { usd: Number(event.costUsd), unpriced: 0 };
  const add = (cost: Cost): Cost => ({ usd: cost.usd + paid.usd, unpriced: cost.unpriced + paid.unpriced });
  const known: AgentUsage = state.usage.find((entry) => entry.agent === agent) ?? {
    agent,
    usage: NO_USAGE,
    cost: { usd: 0, unpriced: 0 },
  };
  const entry = { agent, usage: addUsage(known.usage, event.usage), cost: add(known.cost) };
  const usage = state.usage.includes(known)
    ? state.usage.map((other) => (other === known ? entry : other))
    : [...state.usage, entry];
  return changeStep({ ...state, usage }, step, (other) => ({ ...other, cost: add(other.cost) }));
}

function phaseOf(state: string): RunPhase {
  return state === "completed" || state === "cancelled" ? state : "failed";
}
