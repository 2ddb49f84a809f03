import type { Schemas } from "../../api/rest";
import { parseHunk, type PatchHunk, type PatchSection } from "./patch";

/** What can be decided alone: a hunk, or a file that can only be applied as a whole. */
export interface Unit {
  /** Changes with the content, so that a decision never holds for another text. */
  key: string;
  path: string;
  /** 0 for a whole file. */
  number: number;
  taken: boolean;
  hunks: PatchHunk[];
  /** The position in the patch, from 0. */
  index: number;
}

export interface ChangedFile {
  path: string;
  status: string;
  units: Unit[];
  added: number;
  removed: number;
  binary: boolean;
  utf8: boolean;
  /** Such as 100644 → 100755; empty if the mode stays. */
  modes: string;
}

export type Decision = "accept" | "reject";
export type Decisions = Readonly<Record<string, Decision>>;

export interface Comment {
  id: string;
  path: string;
  /** A line of the result. */
  line: number;
  text: string;
}

/** Joins what can be applied with what the patch says about whole files. */
export function changedFiles(files: readonly Schemas["PatchFile"][], patch: readonly PatchSection[]): ChangedFile[] {
  const sections = new Map(patch.map((section) => [section.path, section]));
  let index = 0;
  return files.map((file) => {
    const section = sections.get(file.path);
    const units: Unit[] =
      file.hunks.length > 0
        ? file.hunks.map((hunk) => {
            const parsed = parseHunk(hunk.text);
            return {
              key: `${file.path}#${hunk.number}:${hashOf(hunk.textBase64)}`,
              path: file.path,
              number: hunk.number,
              taken: hunk.taken,
              hunks: parsed === undefined ? [] : [parsed],
              index: index++,
            };
          })
        : [wholeFile(file, section, index++)];
    const lines = units.flatMap((unit) => unit.hunks).flatMap((hunk) => hunk.lines);
    return {
      path: file.path,
      status: file.status,
      units,
      added: lines.filter((line) => line.kind === "+").length,
      removed: lines.filter((line) => line.kind === "-").length,
      binary: section?.binary ?? false,
      utf8: file.hunks.length > 0 ? file.hunks.every(isUtf8) : (section?.utf8 ?? true),
      modes: section !== undefined && section.oldMode !== "" && section.newMode !== "" ? `${section.oldMode} → ${section.newMode}` : "",
    };
  });
}

function wholeFile(file: Schemas["PatchFile"], section: PatchSection | undefined, index: number): Unit {
  const hunks = section?.hunks ?? [];
  const content = hunks.map((hunk) => hunk.lines.map((line) => line.kind + line.text).join("\n")).join("\n");
  return {
    key: `${file.path}#0:${hashOf(file.status + content)}`,
    path: file.path,
    number: 0,
    taken: file.taken,
    hunks,
    index,
  };
}

/** The server decodes lines that are not UTF-8 as windows-1252, and then the text has more bytes than the hunk. */
function isUtf8(hunk: Schemas["PatchFileHunk"]): boolean {
  const padding = hunk.textBase64.endsWith("==") ? 2 : hunk.textBase64.endsWith("=") ? 1 : 0;
  return new TextEncoder().encode(hunk.text).length === (hunk.textBase64.length / 4) * 3 - padding;
}

/** FNV-1a: short, and good enough to tell versions of one hunk apart. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

export function unitsOf(files: readonly ChangedFile[]): Unit[] {
  return files.flatMap((file) => file.units);
}

/** The decisions with one for all of these units, or without one. Applied parts need none. */
export function decide(decisions: Decisions, units: readonly Unit[], decision: Decision | undefined): Decisions {
  const next: Record<string, Decision> = { ...decisions };
  for (const unit of units) {
    delete next[unit.key];
    if (decision !== undefined && !unit.taken) next[unit.key] = decision;
  }
  return next;
}

export interface Tally {
  accepted: number;
  rejected: number;
  open: number;
  taken: number;
}

export function tally(units: readonly Unit[], decisions: Decisions): Tally {
  const result: Tally = { accepted: 0, rejected: 0, open: 0, taken: 0 };
  for (const unit of units) {
    if (unit.taken) result.taken++;
    else if (decisions[unit.key] === "accept") result.accepted++;
    else if (decisions[unit.key] === "reject") result.rejected++;
    else result.open++;
  }
  return result;
}

/**
 * The parts of the patch to apply. The list names every part, and is undefined if nothing is accepted: the server reads
 * an empty list as the whole patch.
 */
export function selection(
  files: readonly ChangedFile[],
  decisions: Decisions,
  without: ReadonlySet<string> = new Set(),
): Schemas["PatchSelectionInput"][] | undefined {
  const parts = files.flatMap((file): Schemas["PatchSelectionInput"][] => {
    const accepted = file.units.filter(
      (unit) => !unit.taken && decisions[unit.key] === "accept" && !without.has(unit.key),
    );
    if (accepted.length === 0) return [];
    const whole = accepted.length === file.units.length;
    return [whole ? { path: file.path } : { path: file.path, hunks: accepted.map((unit) => unit.number) }];
  });
  return parts.length === 0 ? undefined : parts;
}

/** The next or previous unit that is not folded away, from one that may be gone. */
export function neighbour(units: readonly Unit[], current: string | undefined, step: 1 | -1): Unit | undefined {
  const at = units.findIndex((unit) => unit.key === current);
  if (at < 0) return step > 0 ? units[0] : units.at(-1);
  return units[Math.min(units.length - 1, Math.max(0, at + step))];
}

/** The next unit without a decision after this one, or before it; undefined if all are decided. */
export function nextOpen(units: readonly Unit[], current: Unit, decisions: Decisions): Unit | undefined {
  const isOpen = (unit: Unit): boolean => !unit.taken && decisions[unit.key] === undefined && unit.key !== current.key;
  return units.find((unit) => unit.index > current.index && isOpen(unit)) ?? units.find(isOpen);
}
