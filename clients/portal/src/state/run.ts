import type {
  ApprovalAnswered,
  ApprovalRequested,
  Attachment,
  BudgetReached,
  ChangesUndone,
  DiffReady,
  FollowUp,
  PatchHandled,
  PolicyDecided,
  PrepareFinished,
  RunFinished,
  SandboxSelected,
  TestReport,
  Usage,
  Verdict,
  WorkspaceReady,
} from "@codeagent/client";

/** What a client shows of a run. It follows from the events alone; reduce.ts is the only place that makes one. */
export interface RunState {
  readonly run: string;
  /** The number of the last event that is part of this state. */
  readonly seq: number;
  readonly phase: RunPhase;
  readonly request: RunRequest | undefined;
  readonly createdAt: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Executions of the run: a restart of the server and an answer to a question begin a new one. */
  readonly attempt: number;
  readonly sandbox: SandboxSelected | undefined;
  readonly workspace: WorkspaceReady | undefined;
  readonly prepared: PrepareFinished | undefined;
  readonly steps: readonly StepState[];
  /** The transcript in the order of the events, without what is still streamed. */
  readonly rows: readonly Row[];
  /** Blocks of text that a model streams now. */
  readonly open: readonly OpenBlock[];
  /** Output of tool calls that run now, by call. The server does not repeat it. */
  readonly output: Readonly<Record<string, string>>;
  readonly testsBefore: TestReport | undefined;
  readonly testsAfter: TestReport | undefined;
  readonly verdict: Verdict | undefined;
  readonly changes: DiffReady | undefined;
  readonly handled: readonly PatchHandled[];
  readonly usage: readonly AgentUsage[];
  /** The budget at which the run waits. */
  readonly budget: BudgetReached | undefined;
  readonly cancelRequestedBy: string;
  readonly finished: RunFinished | undefined;
}

export type RunPhase = "queued" | "running" | "waiting" | "completed" | "failed" | "cancelled";

export interface RunRequest {
  readonly project: string;
  readonly session: string;
  readonly caller: string;
  readonly command: string;
  readonly prompt: string;
  readonly agents: readonly string[];
  readonly model: string;
  readonly headless: boolean;
  readonly followUp: FollowUp | undefined;
  readonly attachments: readonly Attachment[];
}

export interface StepState {
  readonly step: string;
  readonly agent: string;
  readonly round: number;
  readonly provider: string;
  /** The model of the last turn; before it, the one that was asked for. */
  readonly model: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: string;
  readonly answer: string;
  readonly turns: readonly TurnState[];
  readonly cost: Cost;
}

export interface TurnState {
  readonly turn: number;
  readonly model: string;
  readonly usage: Usage;
  readonly millis: number;
  readonly stop: string;
}

/** A sum of prices; calls without a price are counted, so that a sum is never taken for the whole. */
export interface Cost {
  readonly usd: number;
  readonly unpriced: number;
}

export interface AgentUsage {
  readonly agent: string;
  readonly usage: Usage;
  readonly cost: Cost;
}

export interface OpenBlock {
  readonly step: string;
  readonly block: string;
  readonly kind: string;
  readonly text: string;
}

interface RowBase {
  /** The number of the event that made the row. */
  readonly seq: number;
  readonly at: string;
  /** The step in which it happened; empty outside of steps. */
  readonly step: string;
}

export interface TextRow extends RowBase {
  readonly kind: "text" | "thinking";
  readonly block: string;
  readonly text: string;
}

export interface ToolRow extends RowBase {
  readonly kind: "tool";
  readonly call: string;
  readonly tool: string;
  /** A JSON object as text. */
  readonly arguments: string;
  readonly mutating: boolean;
  readonly policy: PolicyDecided | undefined;
  readonly result: ToolResult | undefined;
  /** Whether the changes of the call were undone later. */
  readonly undone: boolean;
}

export interface ToolResult {
  /** ok, error, denied or unknown. */
  readonly outcome: string;
  readonly text: string;
  readonly millis: number;
}

export interface ApprovalRow extends RowBase {
  readonly kind: "approval";
  readonly request: ApprovalRequested;
  readonly answer: ApprovalAnswered | undefined;
  readonly answeredAt: string;
}

export interface NoticeRow extends RowBase {
  readonly kind: "notice";
  readonly level: string;
  readonly code: string;
  readonly text: string;
}

export interface TestsRow extends RowBase {
  readonly kind: "tests";
  readonly phase: string;
  readonly report: TestReport;
}

export interface UndoneRow extends RowBase {
  readonly kind: "undone";
  readonly undone: ChangesUndone;
}

export interface HandledRow extends RowBase {
  readonly kind: "handled";
  readonly handled: PatchHandled;
}

export interface BudgetRow extends RowBase {
  readonly kind: "budget";
  readonly reached: BudgetReached;
  readonly available: boolean;
}

/** A row that only tells that something happened; the state has the details. */
export interface MarkRow extends RowBase {
  readonly kind: "step" | "prepared" | "restarted" | "continued" | "changes" | "verdict" | "cancel" | "finished";
}

export type Row =
  | TextRow
  | ToolRow
  | ApprovalRow
  | NoticeRow
  | TestsRow
  | UndoneRow
  | HandledRow
  | BudgetRow
  | MarkRow;

export const NO_USAGE: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
};

export function newRun(run: string): RunState {
  return {
    run,
    seq: 0,
    phase: "queued",
    request: undefined,
    createdAt: "",
    startedAt: "",
    finishedAt: "",
    attempt: 0,
    sandbox: undefined,
    workspace: undefined,
    prepared: undefined,
    steps: [],
    rows: [],
    open: [],
    output: {},
    testsBefore: undefined,
    testsAfter: undefined,
    verdict: undefined,
    changes: undefined,
    handled: [],
    usage: [],
    budget: undefined,
    cancelRequestedBy: "",
    finished: undefined,
  };
}

/** Whether the run is over. */
export function isOver(state: RunState): boolean {
  return state.finished !== undefined;
}

/** The questions that nobody has answered yet; a run that is over asks nothing any more. */
export function openApprovals(state: RunState): ApprovalRow[] {
  if (isOver(state)) {
    return [];
  }
  return state.rows.filter((row): row is ApprovalRow => row.kind === "approval" && row.answer === undefined);
}

/** The step under way, or the last one. */
export function currentStep(state: RunState): StepState | undefined {
  return state.steps.findLast((step) => step.finishedAt === "") ?? state.steps.at(-1);
}

export function addCosts(costs: readonly Cost[]): Cost {
  return costs.reduce((sum, cost) => ({ usd: sum.usd + cost.usd, unpriced: sum.unpriced + cost.unpriced }), {
    usd: 0,
    unpriced: 0,
  });
}

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
  };
}

/** The place of a call in the rows; -1 if it has none. */
export function findTool(state: RunState, call: string): number {
  return state.rows.findLastIndex((row) => row.kind === "tool" && row.call === call);
}
