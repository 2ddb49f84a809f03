import { memo } from "react";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { visible } from "../../ui/visible";
import { CommentCard, CommentForm } from "./Comments";
import { LineText } from "./LineText";
import type { Comment, Decision, Decisions, Unit } from "./model";
import type { Line } from "./patch";
import type { DiffRow } from "./rows";
import { FileHeader } from "./FileHeader";

/** What rows can ask for. The object stays the same, so that rows are not rendered for nothing. */
export interface RowActions {
  decide: (units: readonly Unit[], decision: Decision | undefined) => void;
  fold: (key: string, folded: boolean) => void;
  openForm: (path: string, line: number) => void;
  closeForm: () => void;
  addComment: (path: string, line: number, text: string) => void;
  removeComment: (comment: Comment) => void;
  select: (unit: Unit) => void;
  edit: (path: string) => void;
}

export interface RowContext {
  actions: RowActions;
  decisions: Decisions;
  current: string | undefined;
  /** Whether parts can be applied still. */
  open: boolean;
  folds: Readonly<Record<string, boolean>>;
  comments: readonly Comment[];
}

export function DiffRowView({ row, index, context }: { row: DiffRow; index: number; context: RowContext }) {
  const at = { "aria-rowindex": index + 1 };
  switch (row.kind) {
    case "file":
      return (
        <div role="row" {...at}>
          <div role="cell">
            <FileHeader file={row.file} context={context} />
          </div>
        </div>
      );
    case "note":
      return (
        <div role="row" {...at}>
          <div role="cell" className="diff-note">
            {texts.changes.notes[row.note](row.text)}
          </div>
        </div>
      );
    case "unit":
      return <UnitHeader row={row} index={index} context={context} />;
    case "comment":
      return (
        <div role="row" className="diff-comment" {...at}>
          <div role="cell">
            <CommentCard comment={row.comment} onDelete={() => context.actions.removeComment(row.comment)} />
          </div>
        </div>
      );
    case "form":
      return (
        <div role="row" className="diff-comment" {...at}>
          <div role="cell">
            <CommentForm
              path={row.file.path}
              line={row.line}
              lines={row.unit.hunks.flatMap((hunk) => hunk.lines.filter((line) => line.new > 0).map((line) => line.new))}
              onMove={(line) => context.actions.openForm(row.file.path, line)}
              onCancel={context.actions.closeForm}
              onSave={(text) => context.actions.addComment(row.file.path, row.line, text)}
            />
          </div>
        </div>
      );
    default:
      return (
        <CodeRow
          row={row}
          index={index}
          edge={edgeOf(row.unit, context)}
          onComment={context.open ? context.actions.openForm : undefined}
        />
      );
  }
}

function edgeOf(unit: Unit, { decisions, current }: RowContext): string {
  if (unit.taken || decisions[unit.key] === "accept") return "yes";
  return unit.key === current ? "current" : "";
}

const CodeRow = memo(
  ({
    row,
    index,
    edge,
    onComment,
  }: {
    row: Extract<DiffRow, { kind: "line" | "pair" }>;
    index: number;
    edge: string;
    onComment: ((path: string, line: number) => void) | undefined;
  }) => {
    const { path } = row.file;
    const plus = (line: Line | undefined) =>
      line !== undefined &&
      line.new > 0 &&
      onComment !== undefined && (
        <button
          type="button"
          tabIndex={-1}
          className="diff-plus"
          data-key="m"
          aria-label={texts.changes.commentOn(line.new)}
          onClick={() => onComment(path, line.new)}
        >
          +
        </button>
      );
    if (row.kind === "pair") {
      const changed = row.left?.kind === "-" && row.right?.kind === "+";
      return (
        <div role="row" aria-rowindex={index + 1} className={`diff-row split ${edge}`}>
          <Half line={row.left} side="old" partner={changed ? row.right : undefined} path={path} />
          <Half line={row.right} side="new" partner={changed ? row.left : undefined} path={path} plus={plus(row.right)} />
        </div>
      );
    }
    const { line, partner } = row;
    const tone = toneOf(line);
    return (
      <div role="row" aria-rowindex={index + 1} className={`diff-row unified ${edge}`}>
        <span role="cell" className={`diff-number ${tone}`}>
          {line.old > 0 ? line.old : ""}
        </span>
        <span role="cell" className={`diff-number ${tone}`}>
          {plus(line)}
          {line.new > 0 ? line.new : ""}
        </span>
        <span role="cell" className={`diff-sign ${tone}`}>
          <Sign line={line} />
        </span>
        <span role="cell" className={`diff-text ${tone}`}>
          <LineText line={line} partner={partner} path={path} />
        </span>
      </div>
    );
  },
);

function Half({
  line,
  side,
  partner,
  path,
  plus,
}: {
  line: Line | undefined;
  side: "old" | "new";
  partner: Line | undefined;
  path: string;
  plus?: React.ReactNode;
}) {
  if (line === undefined) {
    return (
      <>
        <span role="cell" className="diff-number none" />
        <span role="cell" className="diff-text none" />
      </>
    );
  }
  const tone = toneOf(line);
  return (
    <>
      <span role="cell" className={`diff-number ${tone}`}>
        {plus}
        {side === "old" ? line.old : line.new}
      </span>
      <span role="cell" className={`diff-text ${tone}`}>
        {line.kind !== " " && (
          <span className="hidden-text">{line.kind === "+" ? texts.changes.addedLine : texts.changes.removedLine}</span>
        )}
        <LineText line={line} partner={partner} path={path} />
      </span>
    </>
  );
}

function Sign({ line }: { line: Line }) {
  return line.kind === " " ? null : line.kind === "+" ? "+" : "−";
}

function toneOf(line: Line): string {
  return line.kind === "+" ? "added" : line.kind === "-" ? "removed" : "";
}

function UnitHeader({ row, index, context }: { row: Extract<DiffRow, { kind: "unit" }>; index: number; context: RowContext }) {
  const { unit } = row;
  const { actions } = context;
  const decision = context.decisions[unit.key];
  const state = unit.taken ? "taken" : (decision ?? "none");
  const lines = new Set(unit.hunks.flatMap((hunk) => hunk.lines.map((line) => line.new)));
  const comments = context.comments.filter((comment) => comment.path === row.file.path && lines.has(comment.line)).length;
  const name = unit.number === 0 ? texts.changes.wholeFile : texts.changes.hunk(unit.number);
  const press = (wanted: Decision): void => {
    actions.select(unit);
    actions.decide([unit], decision === wanted ? undefined : wanted);
  };
  return (
    <div
      role="row"
      aria-rowindex={index + 1}
      className={`diff-unit ${state} ${unit.key === context.current ? "current" : ""}`}
      aria-current={unit.key === context.current ? "true" : undefined}
    >
      <div role="cell" className="row">
        <Button
          kind="bare"
          size="compact"
          icon={row.folded ? "chevron" : "down"}
          aria-expanded={!row.folded}
          aria-label={texts.changes.foldUnit(name, row.file.path)}
          onClick={() => {
            actions.select(unit);
            actions.fold(unit.key, !row.folded);
          }}
        />
        <code className="no-wrap">{row.header === "" ? texts.changes.whole[row.file.status] ?? name : row.header}</code>
        <span className="cut grow muted">
          {visible(row.context)}
          {decision === "reject" && !unit.taken && ` · ${texts.changes.stays}`}
        </span>
        {comments > 0 && <Chip tone="accent">{texts.changes.comments(comments)}</Chip>}
        {unit.taken ? (
          <Chip tone="ok" icon="check">
            {texts.changes.taken}
          </Chip>
        ) : (
          context.open && (
            <span className="row diff-decision">
              <Button
                size="compact"
                icon="check"
                className="accept"
                aria-pressed={decision === "accept"}
                aria-label={`${decision === "accept" ? texts.changes.accepted : texts.changes.accept}, ${name}`}
                onClick={() => press("accept")}
              >
                {decision === "accept" ? texts.changes.accepted : texts.changes.accept}
              </Button>
              <Button
                size="compact"
                icon="cross"
                className="reject"
                aria-pressed={decision === "reject"}
                aria-label={`${decision === "reject" ? texts.changes.rejected : texts.changes.reject}, ${name}`}
                onClick={() => press("reject")}
              >
                {decision === "reject" ? texts.changes.rejected : texts.changes.reject}
              </Button>
            </span>
          )
        )}
      </div>
    </div>
  );
}
