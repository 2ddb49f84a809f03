import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { visible } from "../../ui/visible";
import { tally, type ChangedFile } from "./model";
import type { RowContext } from "./Rows";

const LETTERS: Record<string, string> = { added: "A", modified: "M", deleted: "D", renamed: "R" };

/** The letter of a file's state; its word is read and shown on hover. */
export function StatusLetter({ status }: { status: string }) {
  const letter = LETTERS[status] ?? "M";
  return (
    <span className={`status-letter ${letter}`} title={status}>
      <span aria-hidden="true">{letter}</span>
      <span className="hidden-text">{status}</span>
    </span>
  );
}

/** The name of a file, its numbers, and what can be done with it as a whole. */
export function FileHeader({ file, context }: { file: ChangedFile; context: RowContext }) {
  const { actions, decisions, open, folds } = context;
  const folded = folds[file.path] === true;
  const slash = file.path.lastIndexOf("/") + 1;
  const counts = tally(file.units, decisions);
  const left = file.units.length - counts.taken;
  const editable = open && file.status !== "deleted" && !file.binary && file.utf8 && counts.taken === 0;
  return (
    <div className="diff-file">
      <Button
        kind="bare"
        size="compact"
        icon={folded ? "chevron" : "down"}
        aria-expanded={!folded}
        aria-label={texts.changes.foldFile(visible(file.path))}
        onClick={() => actions.fold(file.path, !folded)}
      />
      <StatusLetter status={file.status} />
      <h2 className="cut diff-path" title={visible(file.path)}>
        <span className="muted">{visible(file.path.slice(0, slash))}</span>
        <b>{visible(file.path.slice(slash))}</b>
      </h2>
      <span className="number ok">+{file.added}</span>
      <span className="number bad">−{file.removed}</span>
      <span className="grow" />
      {left === 0 ? (
        <Chip tone="ok" icon="check">
          {texts.changes.taken}
        </Chip>
      ) : (
        open && (
          <>
            {editable && (
              <Button size="compact" kind="bare" icon="edit" className="wide-only" onClick={() => actions.edit(file.path)}>
                {texts.changes.edit}
              </Button>
            )}
            <Button
              size="compact"
              onClick={() => actions.decide(file.units, counts.accepted === left ? undefined : "accept")}
              aria-pressed={counts.accepted === left}
            >
              {texts.changes.acceptFile}
            </Button>
            <Button
              size="compact"
              className="wide-only"
              onClick={() => actions.decide(file.units, counts.rejected === left ? undefined : "reject")}
              aria-pressed={counts.rejected === left}
            >
              {texts.changes.rejectFile}
            </Button>
          </>
        )
      )}
    </div>
  );
}
