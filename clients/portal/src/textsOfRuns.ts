/** Texts of runs, sessions, plans and questions; texts.ts has them with all others. */
export const runTexts = {
  untitled: "Without a prompt",
  states: {
    queued: "Queued",
    running: "Works",
    waiting: "Waits for you",
    completed: "Done",
    failed: "Failed",
    cancelled: "Cancelled",
  },
  verdicts: { green: "green", "not-green": "tests fail", "not-tested": "not tested" },
  patches: { none: "nothing changed", open: "to review", applied: "applied", undone: "undone", discarded: "discarded" },
  noPrice: "no price",
} as const;

export const sessionTexts = {
  list: "Sessions of the project",
  title: "Session",
  project: "Project",
  newSession: "New",
  newTitle: "New session",
  none: "No session yet. A prompt starts one.",
  today: "Today",
  earlier: "Earlier",
  runs: (count: number) => (count === 1 ? "1 run" : `${count} runs`),
  transcript: "Transcript",
  details: "Run details",
  workflow: (command: string) => `Workflow ${command}`,
  elapsed: "Elapsed",
  cost: "Cost of this run",
  changes: (count: number) => (count === 1 ? "1 change" : `${count} changes`),
  stop: "Stop",
  stopping: "Stopping…",
  undoStep: "Undo this step",
  runAgain: "Run again",
  newRows: (count: number) => (count === 1 ? "1 new" : `${count} new`),
  toEnd: "Go to the end",
  unanswered: "Nobody answered before the run ended:",
  matches: (position: number, count: number) => (count === 0 ? "Not found" : `${position} of ${count}`),
  previousMatch: "Previous match",
  nextMatch: "Next match",
  earlierRuns: "Runs of this session",
  prepared: "Prepared",
  tests: (phase: string) => (phase === "before" ? "Tests before" : "Tests after"),
  passed: (count: number) => `${count} passed`,
  failed: (count: number) => `${count} failed`,
  skipped: (count: number) => `${count} skipped`,
  buildFailed: "the build failed",
  thought: "Thought",
  edit: "The edited lines",
  moreLines: (count: number) => (count === 1 ? "1 more line" : `${count} more lines`),
  denied: (rule: string) => (rule === "" ? "denied" : `denied by rule ${rule}`),
  unknown: "unknown: the sandbox ended",
  undone: "undone",
  read: (count: number) => (count === 0 ? "" : count === 1 ? "read 1 file" : `read ${count} files`),
  searched: (count: number) => (count === 0 ? "" : count === 1 ? "searched once" : `searched ${count} times`),
  listed: (count: number) => (count === 0 ? "" : count === 1 ? "listed 1 folder" : `listed ${count} folders`),
  asks: (agent: string, tool: string) => (tool === "run_command" ? `${agent} asks to run a command` : `${agent} asks to use ${tool}`),
  expires: (time: string) => `expires in ${time}`,
  asksBecause: "Asks because",
  rule: (name: string) => `rule ${name}`,
  runsIn: "Runs in",
  answered: (decision: string, scope: string, by: string) =>
    decision === "expired"
      ? "The question expired"
      : decision === "denied"
        ? `Denied by ${by}`
        : scope === "once"
          ? `Allowed once by ${by}`
          : scope === "session"
            ? `Allowed in this session by ${by}`
            : `Always allowed in the project by ${by}`,
  waits: "A question waits for you",
  restarted: "The server continued this run",
  undoneBy: (what: string, by: string, files: number) => `${by} undid ${what}: ${files === 1 ? "1 file" : `${files} files`}`,
  handled: (outcome: string, by: string) =>
    outcome === "discarded" ? `Discarded by ${by}` : outcome === "applied" ? `Applied by ${by}` : `Partly applied by ${by}`,
  cancelledBy: (by: string) => `${by} asked to stop`,
  budget: (budget: string, limit: string) => `Paused: the budget ${budget} of ${limit} has no room for the next call`,
  budgetAvailable: "The budget has room again",
  verdictGreen: "The tests of the result pass",
  verdictNotGreen: "The tests of the result fail",
  fixed: "fixed",
  broken: "broken",
  missing: "missing",
  changedTests: "Changed tests",
  finished: { completed: "Done", failed: "Failed", cancelled: "Cancelled" },
  nothingChanged: "nothing changed",
  round: (round: number) => `round ${round}`,
  cached: (share: number) => `${share} % cached`,
  tokensIn: (count: string) => `${count} in`,
  plan: "Plan",
  changesTitle: "Changes",
  testsTitle: "Tests",
  noTests: "No tests were run yet.",
  usage: "Usage",
  sandbox: "Sandbox",
  agent: "Agent",
  in: "In",
  out: "Out",
  run: "Run",
  otherTests: (count: number) => `${count} others`,
  leftOut: (count: number) => `${count} left out`,
  onResult: "On the result",
  onResultHint: "The new run works on the result of this one",
  waitForRun: "The run works. Your text is kept until it ends.",
  gone: "This session has no run on this server.",
  follow: "Follow up",
} as const;

export const planTexts = {
  title: "Plan",
  none: "No run of this project made a plan yet. Start one with /plan or /build; its steps appear here as tasks.",
  noPlan: "This run ended without a plan.",
  working: "The planning agent works. Its steps appear here as tasks.",
  noSteps: "This plan has no numbered steps.",
  run: "Plan of the run",
  shape: "Show as",
  board: "Board",
  list: "List",
  graph: "Graph",
  tasks: "Tasks",
  columns: { open: "To do", working: "In work", review: "To review", done: "Done" },
  after: (tasks: string) => `after ${tasks}`,
  estimates: { small: "small task", medium: "medium task", large: "large task" },
  start: "Start an agent",
  startAgain: "Start again",
  ofTask: (action: string, task: number) => `${action}: task ${task}`,
  more: "More",
  less: "Less",
  node: (task: number, title: string, after: string) => `${task}: ${title}${after === "" ? "" : `, after ${after}`}`,
} as const;

export const approvalsTexts = {
  title: "Approvals",
  none: "No run waits for you. What agents ask appears here, at the bell and in the title of the page.",
  asks: (agent: string, tool: string) => {
    const who = agent === "" ? "An agent" : agent;
    return tool === "run_command" ? `${who} asks to run a command` : `${who} asks to use ${tool}`;
  },
  expires: (time: string) => `expires in ${time}`,
  because: "Asks because",
  rule: (name: string) => `rule ${name}`,
  runsIn: "Runs in",
  from: "From",
  answeredNow: "Answered while you were here",
  answered: (decision: string, scope: string, by: string) =>
    decision === "expired"
      ? "The question expired"
      : decision === "unknown"
        ? "Not open any more"
        : decision === "denied"
          ? `Denied by ${by}`
          : scope === "once"
            ? `Allowed once by ${by}`
            : scope === "session"
              ? `Allowed in this session by ${by}`
              : `Always allowed in the project by ${by}`,
  notifications: "Notify in this browser",
  notificationsRefused: "This browser blocks notifications of this page. Allow them in its settings.",
} as const;
