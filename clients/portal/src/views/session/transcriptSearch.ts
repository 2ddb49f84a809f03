import type { Row, RunState } from "../../state/run";

/** A row of the transcript that contains what is searched; 0 is the request. */
export interface Match {
  seq: number;
  step: string;
}

/** The words of a search as they are, in capital or small letters; undefined if there is nothing to search for. */
export function pattern(query: string): RegExp | undefined {
  return query.trim() === "" ? undefined : new RegExp(query.trim().replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "giu");
}

/** All rows that contain the words, also those of folded steps. */
export function findMatches(state: RunState, query: string): Match[] {
  const words = pattern(query);
  if (words === undefined) {
    return [];
  }
  const contains = (text: string): boolean => text.search(words) >= 0;
  const found = state.rows.filter((row) => textsOf(row).some(contains)).map(({ seq, step }) => ({ seq, step }));
  return contains(state.request?.prompt ?? "") ? [{ seq: 0, step: "" }, ...found] : found;
}

/** What a row shows, folded parts included. */
function textsOf(row: Row): string[] {
  switch (row.kind) {
    case "text":
    case "thinking":
    case "notice":
      return [row.text];
    case "tool":
      return [row.tool, ...valuesOf(row.arguments), row.result?.text ?? ""];
    case "approval":
      return [row.request.question];
    case "tests":
      return [...row.report.tests, ...row.report.failures.flatMap(({ test, message }) => [test, message])];
    default:
      return [];
  }
}

/** The texts in a JSON object, as a reader sees them. */
function valuesOf(json: string): string[] {
  try {
    return strings(JSON.parse(json));
  } catch {
    return [json];
  }
}

function strings(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [String(value)];
}
