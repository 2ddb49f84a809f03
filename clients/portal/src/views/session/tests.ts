import type { TestReport, Verdict } from "@codeagent/client";

export interface TestEntry {
  name: string;
  failed: boolean;
  message: string;
  place: string;
  mark: "fixed" | "broken" | undefined;
}

export interface TestGroup {
  /** What the tests belong to: a class, a file or a module; empty for those that stand alone. */
  name: string;
  failed: number;
  entries: TestEntry[];
}

/** The tests of a report by class or file; groups with failures are first, and in a group the failures. */
export function groupTests(report: TestReport, verdict: Verdict | undefined): TestGroup[] {
  const failures = new Map(report.failures.map((failure) => [failure.test, failure]));
  const names = new Set([...report.tests, ...failures.keys()]);
  const groups = new Map<string, TestGroup>();
  for (const test of names) {
    const [group, name] = split(test);
    const failure = failures.get(test);
    const entry: TestEntry = {
      name,
      failed: failure !== undefined,
      message: failure?.message ?? "",
      place: failure?.place ?? "",
      mark: verdict?.fixed.includes(test) ? "fixed" : verdict?.broken.includes(test) ? "broken" : undefined,
    };
    const known = groups.get(group) ?? { name: group, failed: 0, entries: [] };
    known.entries.push(entry);
    known.failed += entry.failed ? 1 : 0;
    groups.set(group, known);
  }
  const isMarked = (entry: TestEntry): number => (entry.failed ? 2 : entry.mark === undefined ? 0 : 1);
  for (const group of groups.values()) {
    group.entries.sort((a, b) => isMarked(b) - isMarked(a));
  }
  const weight = (group: TestGroup): number =>
    group.failed * 1000 + group.entries.filter((entry) => entry.mark !== undefined).length;
  return [...groups.values()].sort((a, b) => weight(b) - weight(a));
}

/** The class and the method, the file and the test, or the module and the function. */
function split(test: string): [string, string] {
  const at = Math.max(test.lastIndexOf("::"), test.lastIndexOf(" > "), test.lastIndexOf("#"));
  if (at > 0) {
    return [test.slice(0, at), test.slice(at).replace(/^(::| > |#)/, "")];
  }
  const dot = test.replace(/\(.*$/, "").lastIndexOf(".");
  return dot > 0 ? [test.slice(0, dot), test.slice(dot + 1)] : ["", test];
}
