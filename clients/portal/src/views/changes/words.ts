import { diffWordsWithSpace } from "diff";

/** A part of a line, from the first character to before the end. */
export interface Range {
  start: number;
  end: number;
}

export interface WordMarks {
  old: Range[];
  new: Range[];
}

/** Longer lines are not compared: that would block the page, and the marks would help nobody. */
const MAX_LENGTH = 1000;
/** Lines that share less are other lines, and marks of single letters would be noise. */
const MIN_SHARED = 0.3;

/** What differs between two versions of a line; undefined if they have too little in common. */
export function wordMarks(before: string, after: string): WordMarks | undefined {
  if (before.length > MAX_LENGTH || after.length > MAX_LENGTH) {
    return undefined;
  }
  const marks: WordMarks = { old: [], new: [] };
  let oldAt = 0;
  let newAt = 0;
  let shared = 0;
  for (const part of diffWordsWithSpace(before, after)) {
    const length = part.value.length;
    if (part.removed) {
      marks.old.push({ start: oldAt, end: oldAt + length });
      oldAt += length;
    } else if (part.added) {
      marks.new.push({ start: newAt, end: newAt + length });
      newAt += length;
    } else {
      shared += part.value.trim().length;
      oldAt += length;
      newAt += length;
    }
  }
  const longest = Math.max(before.trim().length, after.trim().length);
  return longest === 0 || shared / longest < MIN_SHARED ? undefined : marks;
}

export interface Token {
  text: string;
  className: string;
}

export interface Segment extends Token {
  marked: boolean;
}

/** Divides coloured tokens where marks begin and end. */
export function segments(tokens: readonly Token[], marks: readonly Range[]): Segment[] {
  const result: Segment[] = [];
  let at = 0;
  for (const token of tokens) {
    let rest = token.text;
    while (rest.length > 0) {
      const mark = marks.find((range) => range.end > at);
      const marked = mark !== undefined && mark.start <= at;
      const until = mark === undefined ? rest.length : (marked ? mark.end : mark.start) - at;
      const length = Math.min(rest.length, until);
      result.push({ text: rest.slice(0, length), className: token.className, marked });
      rest = rest.slice(length);
      at += length;
    }
  }
  return result;
}
