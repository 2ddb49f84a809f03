export type Estimate = "small" | "medium" | "large";

/** A numbered step of the planning agent's answer. */
export interface Task {
  number: number;
  /** The first line of the step, as text. */
  title: string;
  /** The step as it was written, in Markdown. */
  text: string;
  /** Files that the step names in code marks. */
  files: string[];
  /** Numbers of the steps that it says it depends on. */
  after: number[];
  /** The planning agent's estimate of the work; empty if it gave none. */
  estimate: Estimate | "";
}

export interface Plan {
  /** What stands before the steps: the goal. */
  goal: string;
  tasks: Task[];
  /** What stands after the steps: risks, and what was looked at. */
  rest: string;
}

const ITEM = /^\s{0,3}(\d{1,3})[.)]\s+(.*)$/;
const HEADING = /^\s{0,3}(#{1,6}\s|\*\*[^*]+\*\*:?\s*$|[A-Z][\w ]{2,40}:\s*$)/;
const NUMBERS = "(\\d+(?:\\s*(?:,|and|&|to|–|-)\\s*(?:steps?\\s*)?#?\\d+)*)";
/** "depends on step 1", "after 1 and 2"; a number of something else, such as "after 2 hours", is none. */
const DEPENDENCY = new RegExp(
  `(?:depends? on|after|needs|requires|builds on)\\s+(?:the\\s+)?(?:steps?|tasks?)\\s*#?${NUMBERS}` +
    `|(?:depends? on|after)\\s+#?${NUMBERS}(?!\\d|\\s*(?:%|(?:hour|minute|second|day|file|line|time|attempt|retr)))`,
  "gi",
);
const ESTIMATE = /\s*\((small|medium|large)\)/i;
const FILE = /`([^`\s]*[./][^`\s]*)`/g;

/**
 * Reads the numbered steps of a plan. A plan is a text for people: a step without a number is part of the one before,
 * and only dependencies on steps that exist are taken.
 */
export function readPlan(answer: string): Plan {
  const goal: string[] = [];
  const rest: string[] = [];
  const steps: { number: number; lines: string[] }[] = [];
  let place: "goal" | "steps" | "rest" = "goal";
  for (const line of answer.split("\n")) {
    const item = ITEM.exec(line);
    const next = steps.length + 1;
    if (item !== null && place !== "rest" && Number(item[1]) === next) {
      place = "steps";
      steps.push({ number: next, lines: [item[2] as string] });
    } else if (place === "steps" && HEADING.test(line) && !/^\s/.test(line)) {
      place = "rest";
      rest.push(line);
    } else if (place === "steps") {
      steps.at(-1)?.lines.push(line);
    } else {
      (place === "goal" ? goal : rest).push(line);
    }
  }
  const numbers = new Set(steps.map((step) => step.number));
  return {
    goal: goal.join("\n").trim(),
    tasks: steps.map(({ number, lines }) => {
      const text = lines.join("\n").trim();
      return {
        number,
        title: plain((lines[0] ?? "").replace(ESTIMATE, "")),
        text,
        files: [...new Set(Array.from(text.matchAll(FILE), (match) => match[1] as string))],
        estimate: (ESTIMATE.exec(text)?.[1]?.toLowerCase() ?? "") as Task["estimate"],
        after: dependencies(text).filter((other) => other < number && numbers.has(other)),
      };
    }),
    rest: rest.join("\n").trim(),
  };
}

function dependencies(text: string): number[] {
  const found = new Set<number>();
  for (const [, named, bare] of text.matchAll(DEPENDENCY)) {
    const list = named ?? bare ?? "";
    const range = /^(\d+)\s*(?:to|–|-)\s*(\d+)$/.exec(list);
    if (range !== null) {
      for (let number = Number(range[1]); number <= Number(range[2]) && number < 1000; number++) found.add(number);
    } else {
      for (const number of list.match(/\d+/g) ?? []) found.add(Number(number));
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** The text of a line without the marks of Markdown. */
function plain(line: string): string {
  return line.replace(/\*\*|__|`/g, "").trim();
}

/**
 * The first line of the request of a run that was started from a task. It names the plan, so that every browser finds
 * the run of a task again: the server keeps requests, and nothing else has to be stored.
 */
export function requestMark(run: string, task: number): string {
  return `Task ${task} of plan ${run}:`;
}

export function requestOf(run: string, plan: Plan, task: Task): string {
  const before = task.after.length === 0 ? "" : `\nIt depends on: ${task.after.map((other) => plan.tasks[other - 1]?.title).join("; ")}.`;
  const goal = plan.goal === "" ? "" : `\n\nGoal of the plan: ${plan.goal}`;
  return `${requestMark(run, task.number)} ${task.text}${before}${goal}`;
}
