import { expect, test } from "vitest";
import { readPlan, requestMark, requestOf } from "./tasks";

const PLAN = `Goal: the parser accepts names of days.

1. Read \`src/main/java/FieldParser.java\` and write a failing test.
   - checks \`MON-FRI\`
2. **Parse names** in \`FieldParser.java\`. Depends on step 1.
3) Describe it in \`README.md\`; after 1 and 2.

## Risks
1. Names of other languages.
`;

test("reads goal, steps with files and dependencies, and what follows", () => {
  const plan = readPlan(PLAN);
  expect(plan.goal).toBe("Goal: the parser accepts names of days.");
  expect(plan.tasks.map(({ number, title, after }) => ({ number, title, after }))).toEqual([
    { number: 1, title: "Read src/main/java/FieldParser.java and write a failing test.", after: [] },
    { number: 2, title: "Parse names in FieldParser.java. Depends on step 1.", after: [1] },
    { number: 3, title: "Describe it in README.md; after 1 and 2.", after: [1, 2] },
  ]);
  expect(plan.tasks[0]?.text).toContain("checks `MON-FRI`");
  expect(plan.tasks[0]?.files).toEqual(["src/main/java/FieldParser.java"]);
  expect(plan.rest).toContain("Names of other languages");
});

test("reads the estimate of a step and leaves it out of its title", () => {
  const plan = readPlan("1. Read it (Small)\n2. Change it, after step 1 (large).\n3. Say it (in English)");
  expect(plan.tasks.map(({ title, estimate }) => ({ title, estimate }))).toEqual([
    { title: "Read it", estimate: "small" },
    { title: "Change it, after step 1.", estimate: "large" },
    { title: "Say it (in English)", estimate: "" },
  ]);
});

test("an answer without steps is no plan", () => {
  expect(readPlan("No plan is needed.").tasks).toEqual([]);
  expect(readPlan("").tasks).toEqual([]);
});

test("a step depends only on earlier steps that exist", () => {
  const plan = readPlan("1. First, depends on step 2\n2. Second, depends on steps 1 to 9\n3. Third, after step 3");
  expect(plan.tasks.map((task) => task.after)).toEqual([[], [1], []]);
});

test("a number of another size is no dependency, and a long list ends", () => {
  expect(readPlan("1. a\n2. needs 1 hour, after 1 attempt").tasks[1]?.after).toEqual([]);
  expect(readPlan(`1. a\n2. depends on steps 1 to ${"9".repeat(30)}`).tasks[1]?.after).toEqual([1]);
});

test("the request of a task begins with a mark that is found again", () => {
  const plan = readPlan(PLAN);
  const request = requestOf("r1", plan, plan.tasks[1]!);
  expect(request.startsWith(requestMark("r1", 2))).toBe(true);
  expect(request.startsWith(requestMark("r1", 20))).toBe(false);
  expect(request).toContain("Goal of the plan");
});
