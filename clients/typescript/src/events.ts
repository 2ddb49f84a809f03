// Generated from the events of the Java client; its TypeScriptEventsTest writes this file.

interface Event<T extends string> {
  type: T;
  run: string;
  /** Counts the events of a run from 1, without gaps. */
  seq: number;
  /** When it happened, in ISO 8601. */
  at: string;
}

export type RunEvent =
  | (Event<"approval.answered"> & ApprovalAnswered)
  | (Event<"approval.requested"> & ApprovalRequested)
  | (Event<"block.discarded"> & BlockDiscarded)
  | (Event<"block.finished"> & BlockFinished)
  | (Event<"budget.available"> & BudgetAvailable)
  | (Event<"budget.reached"> & BudgetReached)
  | (Event<"changes.undone"> & ChangesUndone)
  | (Event<"diff.ready"> & DiffReady)
  | (Event<"notice"> & Notice)
  | (Event<"patch.handled"> & PatchHandled)
  | (Event<"policy.decided"> & PolicyDecided)
  | (Event<"prepare.finished"> & PrepareFinished)
  | (Event<"run.cancel-requested"> & RunCancelRequested)
  | (Event<"run.created"> & RunCreated)
  | (Event<"run.finished"> & RunFinished)
  | (Event<"run.judged"> & VerdictReached)
  | (Event<"run.started"> & RunStarted)
  | (Event<"sandbox.selected"> & SandboxSelected)
  | (Event<"step.finished"> & StepFinished)
  | (Event<"step.started"> & StepStarted)
  | (Event<"tests.finished"> & TestsFinished)
  | (Event<"tool.called"> & ToolCalled)
  | (Event<"tool.finished"> & ToolFinished)
  | (Event<"turn.finished"> & TurnFinished)
  | (Event<"usage.booked"> & UsageBooked)
  | (Event<"usage.reserved"> & UsageReserved)
  | (Event<"workspace.ready"> & WorkspaceReady);

/** A part of a block while the model streams it, or of the output of a tool call. */
export interface Delta {
  type: "delta";
  run: string;
  step: string;
  block: string;
  kind: string;
  /** In UTF-16 units from the beginning of the block. */
  offset: number;
  text: string;
}

export interface ApprovalAnswered {
  approval: string;
  call: string;
  digest: string;
  decision: string;
  scope: string;
  by: string;
}

export interface ApprovalRequested {
  approval: string;
  step: string;
  call: string;
  tool: string;
  arguments: string;
  digest: string;
  rule: string;
  reason: string;
  expiresAt: string;
  question: string;
}

export interface Attachment {
  id: string;
  name: string;
  mediaType: string;
  bytes: number;
  digest: string;
}

export interface BlockDiscarded {
  step: string;
  block: string;
  reason: string;
}

export interface BlockFinished {
  step: string;
  block: string;
  kind: string;
  text: string;
}

export interface BudgetAvailable {
  budget: string;
  by: string;
}

export interface BudgetReached {
  budget: string;
  span: string;
  limitUsd: string;
  spentUsd: string;
  neededUsd: string;
}

export interface ChangesUndone {
  by: string;
  undo: string;
  step: string;
  call: string;
  everythingSince: boolean;
  paths: UndonePath[];
  conflicts: PathReason[];
}

export interface DiffReady {
  branch: string;
  commit: string;
  files: FileChange[];
  leftOut: PathReason[];
}

export interface FileChange {
  path: string;
  status: string;
  added: number;
  removed: number;
}

export interface FollowUp {
  run: string;
  comments: LineComment[];
}

export interface LineComment {
  path: string;
  line: number;
  endLine: number;
  text: string;
}

export interface ModelCall {
  id: string;
  step: string;
  agent: string;
  project: string;
  caller: string;
  provider: string;
  model: string;
  price?: ModelCallPrice;
}

export interface ModelCallPrice {
  input: string;
  output: string;
  cacheRead: string;
  cacheWrite: string;
  source: string;
}

export interface Notice {
  level: string;
  code: string;
  text: string;
}

export interface PatchHandled {
  outcome: string;
  by: string;
  parts: PatchSelection[];
  left: number;
}

export interface PatchSelection {
  path: string;
  hunks: number[];
}

export interface PathReason {
  path: string;
  reason: string;
}

export interface PolicyDecided {
  step: string;
  call: string;
  outcome: string;
  rule: string;
  reason: string;
}

export interface PrepareFinished {
  network: boolean;
  millis: number;
  access: string;
  notTested: string;
}

export interface RunCancelRequested {
  by: string;
}

export interface RunCreated {
  project: string;
  session: string;
  caller: string;
  command: string;
  args: string[];
  prompt: string;
  agents: string[];
  model: string;
  headless: boolean;
  withoutTests: boolean;
  folder: string;
  followUp?: FollowUp;
  attachments?: Attachment[];
}

export interface RunFinished {
  state: string;
  errorCode: string;
  error: string;
  usage: Usage;
  costUsd: string;
  millis: number;
  nothingChanged: boolean;
}

export interface RunStarted {
  attempt: number;
}

export interface SandboxSelected {
  launcher: string;
  meaning: string;
  network: string;
}

export interface StepFinished {
  step: string;
  agent: string;
  round: number;
  outcome: string;
  answer: string;
}

export interface StepStarted {
  step: string;
  agent: string;
  round: number;
  provider: string;
  model: string;
}

export interface TestReport {
  passed: number;
  failed: number;
  skipped: number;
  buildFailed: boolean;
  tests: string[];
  failures: TestReportFailure[];
  output: string;
  millis: number;
}

export interface TestReportFailure {
  test: string;
  message: string;
  place: string;
}

export interface TestsFinished {
  phase: string;
  report: TestReport;
}

export interface ToolCalled {
  step: string;
  call: string;
  tool: string;
  arguments: string;
  mutating: boolean;
  requestId: string;
}

export interface ToolFinished {
  step: string;
  call: string;
  tool: string;
  outcome: string;
  result: string;
  millis: number;
}

export interface TurnFinished {
  step: string;
  turn: number;
  provider: string;
  model: string;
  stop: string;
  usage: Usage;
  millis: number;
  replay?: Record<string, unknown>;
}

export interface UndonePath {
  path: string;
  how: string;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
}

export interface UsageBooked {
  call: ModelCall;
  status: string;
  usage: Usage;
  costUsd?: string;
}

export interface UsageReserved {
  call: ModelCall;
  usage: Usage;
  costUsd?: string;
}

export interface Verdict {
  fixed: string[];
  broken: string[];
  missing: string[];
  failing: string[];
  changedTests: string[];
  green: boolean;
  notTested: string;
}

export interface VerdictReached {
  verdict: Verdict;
}

export interface WorkspaceReady {
  base: string;
  uncommittedIncluded: boolean;
}
