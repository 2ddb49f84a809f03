import type { ChangedFile, Decisions, Unit } from "./model";
import type { PatchHunk } from "./patch";

/** A part that the user's own changes prevent. */
export interface Conflict {
  path: string;
  unit: Unit;
}

/**
 * The accepted parts that the server's answer names. It names a file, and the numbers of its hunks if it knows them; a
 * file without numbers is in conflict with all of its accepted parts. Empty if the answer is about something else.
 */
export function conflictsOf(message: string, files: readonly ChangedFile[], decisions: Decisions): Conflict[] {
  // The longest path first, so that a file is not taken for one whose name ends alike.
  const sorted = [...files].sort((a, b) => b.path.length - a.path.length);
  let rest = message;
  const named = new Map<string, number[]>();
  for (const file of sorted) {
    const text = `${file.path} was also changed by you`;
    const at = rest.indexOf(text);
    if (at < 0) continue;
    const tail = rest.slice(at + text.length);
    const numbers = /^ \(hunk ([\d, ]+)\)/.exec(tail)?.[1]?.split(", ").map(Number) ?? [];
    named.set(file.path, numbers);
    rest = rest.slice(0, at) + "\0" + tail;
  }
  return files.flatMap((file) => {
    const numbers = named.get(file.path);
    if (numbers === undefined) return [];
    return file.units
      .filter((unit) => !unit.taken && decisions[unit.key] === "accept")
      .filter((unit) => numbers.length === 0 || unit.number === 0 || numbers.includes(unit.number))
      .map((unit) => ({ path: file.path, unit }));
  });
}

export interface YourLine {
  /** Of the file as it is now, from 1. */
  line: number;
  /** What the run expected there. */
  expected: string;
  /** What is there; undefined if the file ends before. */
  yours: string | undefined;
}

/** How far lines above a hunk may have moved it. */
const MAX_SHIFT = 200;

/** The first line of the user's file that differs from what the hunk expects, at the place where most of its lines fit. */
export function yourLine(hunk: PatchHunk, content: string): YourLine | undefined {
  const expected = hunk.lines.filter((line) => line.kind !== "+").map((line) => line.text);
  const lines = content.split("\n");
  let best = { shift: 0, fits: -1 };
  for (let distance = 0; distance <= MAX_SHIFT; distance++) {
    for (const shift of distance === 0 ? [0] : [distance, -distance]) {
      const fits = countFits(expected, lines, hunk.oldStart - 1 + shift);
      if (fits > best.fits) best = { shift, fits };
    }
    if (best.fits === expected.length) break;
  }
  const start = Math.max(0, hunk.oldStart - 1) + best.shift;
  const at = expected.findIndex((text, i) => lines[start + i] !== text);
  return at < 0 ? undefined : { line: start + at + 1, expected: expected[at] as string, yours: lines[start + at] };
}

function countFits(expected: readonly string[], lines: readonly string[], start: number): number {
  return expected.reduce((sum, text, i) => sum + (lines[start + i] === text ? 1 : 0), 0);
}
