import { isOver, type NoticeRow, type OpenBlock, type Row, type RunState, type StepState, type ToolRow } from "../../state/run";

/** A line of the transcript as it is shown: steps that are over fold, and so do reads in a row. */
export type Item =
  | { kind: "request"; key: string }
  | { kind: "step"; key: string; step: StepState; open: boolean }
  | { kind: "row"; key: string; row: Row }
  | { kind: "reads"; key: string; rows: ToolRow[] }
  | { kind: "notices"; key: string; rows: NoticeRow[] }
  | { kind: "streaming"; key: string; block: OpenBlock };

/** Tools that only look. Several in a row become one line. */
const READS: Record<string, "read" | "search" | "list"> = {
  read_file: "read",
  git_show: "read",
  git_diff: "read",
  git_log: "read",
  git_status: "read",
  stat: "list",
  list_files: "list",
  search: "search",
};

/** Rows that only the header and the inspector show. */
const UNSEEN = ["changes", "continued"];

/** @param folds what the user opened or folded, by step */
export function transcript(state: RunState, folds: Readonly<Record<string, boolean>>): Item[] {
  const items: Item[] = state.request === undefined ? [] : [{ kind: "request", key: "request" }];
  const open = new Set(state.steps.filter((step) => folds[step.step] ?? opensByItself(state, step)).map((s) => s.step));
  for (const row of state.rows) {
    if (row.kind === "step") {
      const step = state.steps.find((other) => other.step === row.step) as StepState;
      items.push({ kind: "step", key: `step-${step.step}`, step, open: open.has(step.step) });
    } else if (!UNSEEN.includes(row.kind) && (row.step === "" || open.has(row.step) || (!isOver(state) && asks(row)))) {
      addRow(items, row);
    }
  }
  for (const block of state.open) {
    if (open.has(block.step)) {
      items.push({ kind: "streaming", key: blockKey(block.block, state.attempt), block });
    }
  }
  return items;
}

/** The step under way is open; of a run that is over, the last one. */
function opensByItself(state: RunState, step: StepState): boolean {
  return isOver(state) ? step === state.steps.at(-1) : step.finishedAt === "";
}

/** A question is never folded away. */
function asks(row: Row): boolean {
  return row.kind === "approval" && row.answer === undefined;
}

/** The same for a block that is streamed and for the finished one, so that nothing flickers. */
function blockKey(block: string, attempt: number): string {
  return `block-${block}-${attempt}`;
}

function addRow(items: Item[], row: Row): void {
  const last = items.at(-1);
  if (row.kind === "tool" && isRead(row)) {
    if (last?.kind === "reads" && last.rows[0]?.step === row.step) {
      last.rows.push(row);
      return;
    }
    if (last?.kind === "row" && last.row.kind === "tool" && isRead(last.row) && last.row.step === row.step) {
      items[items.length - 1] = { kind: "reads", key: last.key, rows: [last.row, row] };
      return;
    }
  }
  if (row.kind === "notice") {
    if (last?.kind === "notices" && isAboutSame(last.rows[0], row)) {
      last.rows.push(row);
      return;
    }
    if (last?.kind === "row" && last.row.kind === "notice" && isAboutSame(last.row, row)) {
      items[items.length - 1] = { kind: "notices", key: last.key, rows: [last.row, row] };
      return;
    }
  }
  items.push({ kind: "row", key: `row-${row.seq}`, row });
}

/** Whether two notices tell of the same: provider.skipped and provider.other are about the provider of one step. */
function isAboutSame(one: NoticeRow | undefined, other: NoticeRow): boolean {
  const topic = (code: string): string => code.replace(/\..*/, "");
  return one !== undefined && one.level === other.level && topic(one.code) === topic(other.code);
}

function isRead(row: ToolRow): boolean {
  return row.tool in READS && row.result?.outcome === "ok";
}

/** "Read 2 files, searched once" */
export function describeReads(rows: readonly ToolRow[], words: ReadWords): string {
  const count = (kind: string): number => rows.filter((row) => READS[row.tool] === kind).length;
  const parts = [words.read(count("read")), words.searched(count("search")), words.listed(count("list"))];
  const text = parts.filter((part) => part !== "").join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export interface ReadWords {
  read: (count: number) => string;
  searched: (count: number) => string;
  listed: (count: number) => string;
}

/** The first sentence of an answer, without marks of Markdown. */
export function firstSentence(answer: string): string {
  const line = answer
    .split("\n")
    .map((text) => text.replace(/^[#>*\-\s]+/, "").replace(/[*_`]/g, "").trim())
    .find((text) => text !== "");
  return /^.+?[.!?](?=\s|$)/.exec(line ?? "")?.[0] ?? line ?? "";
}

/** The items of the first numbered list of an answer, which is how the planning agent writes a plan. */
export function planSteps(answer: string): string[] {
  const steps: string[] = [];
  for (const line of answer.split("\n")) {
    const item = /^\s{0,3}\d+[.)]\s+(.+)$/.exec(line);
    if (item !== null) {
      steps.push(item[1] as string);
    }
  }
  return steps;
}
