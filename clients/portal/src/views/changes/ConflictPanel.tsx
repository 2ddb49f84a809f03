import { useEffect, useState } from "react";
import { structuredPatch } from "diff";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import { readText, type TextFile } from "../files/content";
import { messageOf } from "./actions";
import { yourLine, type Conflict } from "./conflicts";
import { LineText } from "./LineText";
import { parseHunk, type PatchHunk } from "./patch";

/** Says which parts the user's own changes prevent, with the line, and offers the ways on. */
export function ConflictPanel({
  project,
  run,
  message,
  conflicts,
  rest,
  onRest,
  onAgent,
  onClose,
}: {
  project: string;
  run: string;
  message: string;
  conflicts: readonly Conflict[];
  /** How many accepted parts are without a conflict. */
  rest: number;
  onRest: () => void;
  onAgent: () => void;
  onClose: () => void;
}) {
  const [compared, setCompared] = useState<string>();
  const paths = [...new Set(conflicts.map((conflict) => conflict.path))];
  return (
    <section className="changes-conflict" role="alert" aria-label={texts.changes.conflictTitle}>
      <div className="row">
        <Icon name="warn" className="bad" />
        <b className="grow">{texts.changes.conflictTitle}</b>
        <Button kind="bare" size="compact" icon="cross" aria-label={texts.actions.close} onClick={onClose} />
      </div>
      {conflicts.length === 0 ? (
        <p className="diff-comment-text">{visible(message)}</p>
      ) : (
        <ul>
          {conflicts.map((conflict) => (
            <ConflictLine key={conflict.unit.key} project={project} conflict={conflict} />
          ))}
        </ul>
      )}
      <div className="row wrap">
        {rest > 0 && (
          <Button size="compact" kind="primary" onClick={onRest}>
            {texts.changes.applyRest(rest)}
          </Button>
        )}
        {paths.map((path) => (
          <Button key={path} size="compact" icon="eye" onClick={() => setCompared(path)}>
            {texts.changes.compare(visible(path.slice(path.lastIndexOf("/") + 1)))}
          </Button>
        ))}
        {conflicts.length > 0 && (
          <Button size="compact" icon="send" onClick={onAgent}>
            {texts.changes.askAgent}
          </Button>
        )}
      </div>
      {compared !== undefined && (
        <Comparison project={project} run={run} path={compared} onClose={() => setCompared(undefined)} />
      )}
    </section>
  );
}

function ConflictLine({ project, conflict }: { project: string; conflict: Conflict }) {
  const [yours, setYours] = useState<ReturnType<typeof yourLine>>();
  const { path, unit, line, reason } = conflict;
  useEffect(() => {
    let stale = false;
    void readText({ project }, path).then(
      (file) => {
        const [hunk] = unit.hunks;
        if (!stale && hunk !== undefined && file.text !== undefined) setYours(yourLine(hunk, file.text, line));
      },
      () => undefined, // The file is gone; the panel names it without a line.
    );
    return () => {
      stale = true;
    };
  }, [project, path, unit, line]);
  return (
    <li>
      <code>{visible(path)}</code> · {unit.number === 0 ? texts.changes.wholeFile : texts.changes.hunk(unit.number)}
      {reason !== "changed" && <span className="muted"> · {texts.changes.conflictReason[reason]}</span>}
      {yours !== undefined && (
        <div className="changes-yours">
          <span className="muted">{texts.changes.yourLine(yours.line)}</span>
          <code>{yours.yours === undefined ? texts.changes.endOfFile : visible(yours.yours)}</code>
          <span className="muted">{texts.changes.runExpected}</span>
          <code>{visible(yours.expected)}</code>
        </div>
      )}
    </li>
  );
}

/** How long a comparison may take, in the browser, before it is given up. */
const COMPARE_MILLIS = 2000;

/** The user's file as it is now against the result of the run. */
function Comparison({ project, run, path, onClose }: { project: string; run: string; path: string; onClose: () => void }) {
  const [hunks, setHunks] = useState<PatchHunk[]>();
  const [problem, setProblem] = useState("");
  useEffect(() => {
    Promise.all([readText({ project }, path), readText({ run }, path)]).then(
      ([yours, result]) => {
        const compared = compare(yours, result);
        if (compared === undefined) setProblem(texts.changes.cannotCompare);
        else setHunks(compared);
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  }, [project, run, path]);
  return (
    <Dialog title={texts.changes.comparisonOf(visible(path))} className="changes-comparison" onClose={onClose}>
      <div className="dialog-body">
        <p className="muted">{texts.changes.comparison}</p>
        {problem !== "" && (
          <p className="field-error" role="alert">
            {visible(problem)}
          </p>
        )}
        <div role="table" aria-label={texts.changes.comparison} className="changes-compared">
          {hunks?.map((hunk) => (
            <div role="rowgroup" key={hunk.header}>
              <div role="row" className="diff-note">
                <code role="cell">{hunk.header}</code>
              </div>
              {hunk.lines.map((line, index) => {
                const tone = line.kind === "+" ? "added" : line.kind === "-" ? "removed" : "";
                return (
                  <div role="row" key={index} className="diff-row unified">
                    <span role="cell" className={`diff-number ${tone}`}>{line.old > 0 ? line.old : ""}</span>
                    <span role="cell" className={`diff-number ${tone}`}>{line.new > 0 ? line.new : ""}</span>
                    <span role="cell" className={`diff-sign ${tone}`}>{line.kind}</span>
                    <span role="cell" className={`diff-text ${tone}`}>
                      <LineText line={line} partner={undefined} path={path} />
                    </span>
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        <div className="dialog-actions">
          <Button onClick={onClose}>{texts.actions.close}</Button>
        </div>
      </div>
    </Dialog>
  );
}

function compare(yours: TextFile, result: TextFile): PatchHunk[] | undefined {
  if (yours.text === undefined || result.text === undefined) {
    return undefined;
  }
  const patch = structuredPatch("yours", "result", yours.text, result.text, "", "", { context: 3, timeout: COMPARE_MILLIS });
  return patch?.hunks.flatMap((hunk) => {
    const header = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`;
    return parseHunk([header, ...hunk.lines].join("\n")) ?? [];
  });
}
