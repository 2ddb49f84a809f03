import type { Schemas } from "../../api/rest";
import type { ChangedFile, Decisions, Unit } from "./model";
import type { PatchHunk } from "./patch";

/** A part that the user's own changes prevent. */
export interface Conflict {
  path: string;
  unit: Unit;
  /** The line of the user's file where the conflict begins, if the server knows it. */
  line: number | undefined;
  reason: Schemas["PatchConflict"]["reason"];
}

/** The accepted parts that the server names. A file without a hunk is in conflict with all of its accepted parts. */
export function conflictsOf(
  named: readonly Schemas["PatchConflict"][],
  files: readonly ChangedFile[],
  decisions: Decisions,
): Conflict[] {
  return files.flatMap((file) => {
    const own = named.filter((conflict) => conflict.path === file.path);
    return file.units
      .filter((unit) => !unit.taken && decisions[unit.key] === "accept")
      .flatMap((unit) => {
        const found = own.find(({ hunk }) => hunk === undefined || unit.number === 0 || hunk === unit.number);
        return found === undefined ? [] : [{ path: file.path, unit, line: found.line, reason: found.reason }];
      });
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

/**
 * The line of the user's file that differs from what the hunk expects, at the place where most of its lines fit.
 *
 * @param known the line that the server names
 */
export function yourLine(hunk: PatchHunk, content: string, known?: number): YourLine | undefined {
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
  const differs = expected.findIndex((text, i) => lines[start + i] !== text);
  const at = known === undefined ? differs : known - 1 - start;
  const line = expected[at] ?? expected[differs];
  return line === undefined ? undefined : { line: start + at + 1, expected: line, yours: lines[start + at] };
}

function countFits(expected: readonly string[], lines: readonly string[], start: number): number {
  return expected.reduce((sum, text, i) => sum + (lines[start + i] === text ? 1 : 0), 0);
}
