import type { ChangedFile, Comment, Decisions, Unit } from "./model";
import type { Line } from "./patch";

/** A row of the list of changes; all rows are as high as their content. */
export type DiffRow =
  | { kind: "file"; key: string; file: ChangedFile }
  | { kind: "note"; key: string; file: ChangedFile; note: "binary" | "encoding" | "mode" | "empty"; text: string }
  | { kind: "unit"; key: string; file: ChangedFile; unit: Unit; header: string; context: string; folded: boolean }
  | { kind: "line"; key: string; file: ChangedFile; unit: Unit; line: Line; partner: Line | undefined }
  | { kind: "pair"; key: string; file: ChangedFile; unit: Unit; left: Line | undefined; right: Line | undefined }
  | { kind: "comment"; key: string; file: ChangedFile; unit: Unit; comment: Comment }
  | { kind: "form"; key: string; file: ChangedFile; unit: Unit; line: number };

export interface RowOptions {
  split: boolean;
  decisions: Decisions;
  comments: readonly Comment[];
  /** Where a comment is written now. */
  form: { path: string; line: number } | undefined;
  /** Files and units that the user folded (true) or opened (false). */
  folds: Readonly<Record<string, boolean>>;
}

/** Decided parts fold, except accepted ones, which the user may want to read again before the apply. */
export function isFolded(unit: Unit, options: Pick<RowOptions, "decisions" | "folds">): boolean {
  return options.folds[unit.key] ?? (unit.taken || options.decisions[unit.key] === "reject");
}

export function buildRows(files: readonly ChangedFile[], options: RowOptions): DiffRow[] {
  const rows: DiffRow[] = [];
  for (const file of files) {
    rows.push({ kind: "file", key: `f:${file.path}`, file });
    if (options.folds[file.path] === true) continue;
    addNotes(rows, file);
    for (const unit of file.units) {
      const folded = isFolded(unit, options);
      const [first] = unit.hunks;
      rows.push({
        kind: "unit",
        key: `u:${unit.key}`,
        file,
        unit,
        header: first?.header ?? "",
        context: first?.context ?? "",
        folded,
      });
      if (!folded) {
        addLines(rows, file, unit, options);
      }
    }
  }
  return rows;
}

function addNotes(rows: DiffRow[], file: ChangedFile): void {
  const note = (kind: "binary" | "encoding" | "mode" | "empty", text = ""): void => {
    rows.push({ kind: "note", key: `n:${kind}:${file.path}`, file, note: kind, text });
  };
  if (file.modes !== "") note("mode", file.modes);
  if (file.binary) note("binary");
  else if (file.units.every((unit) => unit.hunks.length === 0) && file.modes === "") note("empty");
  if (!file.utf8) note("encoding");
}

function addLines(rows: DiffRow[], file: ChangedFile, unit: Unit, options: RowOptions): void {
  const comments = options.comments.filter((comment) => comment.path === file.path);
  const formLine = options.form?.path === file.path ? options.form.line : 0;
  const after = (line: Line | undefined): void => {
    if (line === undefined || line.new === 0) return;
    for (const comment of comments) {
      if (comment.line === line.new) rows.push({ kind: "comment", key: `c:${comment.id}`, file, unit, comment });
    }
    if (formLine === line.new) rows.push({ kind: "form", key: `form:${unit.key}`, file, unit, line: line.new });
  };
  unit.hunks.forEach((hunk, number) => {
    forEachBlock(hunk.lines, (removed, added) => {
      const count = Math.max(removed.length, added.length);
      const key = (line: Line | undefined): string => `${unit.key}:${number}:${line?.old ?? 0}:${line?.new ?? 0}`;
      // A new or deleted file has one side only.
      if (options.split && file.status === "modified") {
        for (let i = 0; i < count; i++) {
          const [left, right] = [removed[i], added[i]];
          rows.push({ kind: "pair", key: `${key(left)}:${key(right)}`, file, unit, left, right });
          after(right);
        }
        return;
      }
      // A line without changes is on both sides, and is shown once.
      const shared = removed[0] === added[0];
      for (const [lines, others] of shared ? ([[removed, added]] as const) : ([[removed, added], [added, removed]] as const)) {
        lines.forEach((line, i) => {
          rows.push({ kind: "line", key: key(line), file, unit, line, partner: shared ? undefined : others[i] });
          after(line);
        });
      }
    });
  });
}

/** Calls back for each block of removed lines with the added ones that replace them, and for each line without changes. */
function forEachBlock(lines: readonly Line[], each: (removed: Line[], added: Line[]) => void): void {
  let removed: Line[] = [];
  let added: Line[] = [];
  const flush = (): void => {
    if (removed.length > 0 || added.length > 0) each(removed, added);
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === " ") {
      flush();
      each([line], [line]);
    } else if (line.kind === "-") {
      if (added.length > 0) flush();
      removed.push(line);
    } else {
      added.push(line);
    }
  }
  flush();
}
