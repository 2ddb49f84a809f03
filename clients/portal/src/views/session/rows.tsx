import { memo } from "react";
import { Link } from "wouter";
import { duration, price } from "../../app/format";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import type { NoticeRow, OpenBlock, Row, RunState, TestsRow } from "../../state/run";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { Markdown } from "../../ui/Markdown";
import { plainOutput, visible } from "../../ui/visible";
import { ApprovalCard } from "./Approval";
import { useIsFound } from "./FindBar";
import { Foldable, ToolLine } from "./ToolLine";

/** A row of the transcript outside of step headers. */
export function RowView({ row, state }: { row: Row; state: RunState }) {
  switch (row.kind) {
    case "text":
      return <Markdown text={row.text} />;
    case "thinking":
      return <Thinking text={row.text} seq={row.seq} />;
    case "tool":
      return <ToolLine run={state.run} row={row} />;
    case "approval":
      return <ApprovalCard row={row} state={state} />;
    case "notice":
      return (
        <Line icon={row.level === "warn" ? "warn" : "note"} tone={row.level === "warn" ? "text-2" : "muted"}>
          {visible(row.text)}
        </Line>
      );
    case "prepared":
      return state.prepared === undefined ? null : (
        <Line icon="project">
          {texts.session.prepared} · {duration(state.prepared.millis)}
          {state.prepared.notTested !== "" && ` · ${visible(state.prepared.notTested)}`}
        </Line>
      );
    case "tests":
      return <Tests row={row} />;
    case "restarted":
      return <Line icon="redo">{texts.session.restarted}</Line>;
    case "undone": {
      const { by, step, call, paths } = row.undone;
      return <Line icon="undo">{texts.session.undoneBy(step || call, by, paths.length)}</Line>;
    }
    case "handled":
      return <Line icon="check">{texts.session.handled(row.handled.outcome, row.handled.by)}</Line>;
    case "cancel":
      return <Line icon="stop">{texts.session.cancelledBy(state.cancelRequestedBy)}</Line>;
    case "budget":
      return (
        <Line icon="wallet" tone={row.available ? "muted" : "wait"}>
          {row.available
            ? texts.session.budgetAvailable
            : texts.session.budget(row.reached.budget, price(row.reached.limitUsd))}
        </Line>
      );
    case "verdict":
      return <Verdict state={state} />;
    case "finished":
      return <Finished state={state} />;
    default:
      return null;
  }
}

/** Notices about the same, in one line: the last one tells what became of it. */
export function Notices({ rows }: { rows: NoticeRow[] }) {
  const found = useIsFound(rows.map((row) => row.seq));
  const last = rows.at(-1) as NoticeRow;
  return (
    <Foldable
      icon={last.level === "warn" ? "warn" : "note"}
      className="notices"
      found={found}
      name={visible(last.text)}
      time={texts.session.notices(rows.length)}
    >
      {() => (
        <ul>
          {rows.map((row) => (
            <li key={row.seq}>{visible(row.text)}</li>
          ))}
        </ul>
      )}
    </Foldable>
  );
}

function Line({ icon, tone = "muted", children }: { icon: Parameters<typeof Icon>[0]["name"]; tone?: string; children: React.ReactNode }) {
  return (
    <div className={`line ${tone}`}>
      <Icon name={icon} />
      <span>{children}</span>
    </div>
  );
}

const Thinking = memo(({ text, seq }: { text: string; seq: number }) => {
  const found = useIsFound([seq]);
  return (
    <Foldable icon="thought" name={texts.session.thought} className="thinking" found={found}>
      {() => <div className="thought">{visible(text)}</div>}
    </Foldable>
  );
});

/** What a model streams now. */
export function Streaming({ block }: { block: OpenBlock }) {
  return block.kind === "thinking" ? (
    <div className="line muted">
      <Icon name="thought" />
      <span className="cut">{visible(block.text.slice(-200).replaceAll("\n", " "))}</span>
    </div>
  ) : (
    <Markdown text={block.text} streaming />
  );
}

/** "52 passed, 1 failed" */
export function TestCounts({ report }: { report: TestsRow["report"] }) {
  if (report.buildFailed) {
    return <span className="bad">{texts.session.buildFailed}</span>;
  }
  return (
    <>
      <span className={report.failed === 0 ? "ok" : ""}>{texts.session.passed(report.passed)}</span>
      {report.failed > 0 && (
        <>
          , <span className="bad">{texts.session.failed(report.failed)}</span>
        </>
      )}
      {report.skipped > 0 && `, ${texts.session.skipped(report.skipped)}`}
    </>
  );
}

function Tests({ row }: { row: TestsRow }) {
  const { report } = row;
  const found = useIsFound([row.seq]);
  const failures = report.failures.map((failure) => `✗ ${failure.test}\n  ${failure.message}  (${failure.place})`);
  const details = [...failures, report.output].filter((text) => text !== "").join("\n");
  return (
    <Foldable
      icon="flask"
      name={texts.session.tests(row.phase)}
      result={<TestCounts report={report} />}
      time={duration(report.millis)}
      found={found}
    >
      {() => <pre tabIndex={0}>{plainOutput(details === "" ? report.tests.join("\n") : details)}</pre>}
    </Foldable>
  );
}

function Verdict({ state }: { state: RunState }) {
  const { verdict } = state;
  if (verdict === undefined) {
    return null;
  }
  if (verdict.notTested !== "") {
    return (
      <Line icon="warn" tone="text-2">
        {visible(verdict.notTested)}
      </Line>
    );
  }
  return (
    <Line icon={verdict.green ? "check" : "cross"} tone={verdict.green ? "ok" : "bad"}>
      {verdict.green ? texts.session.verdictGreen : texts.session.verdictNotGreen}
      {verdict.changedTests.length > 0 && ` · ${texts.session.changedTests}: ${visible(verdict.changedTests.join(", "))}`}
    </Line>
  );
}

function Finished({ state }: { state: RunState }) {
  const { finished } = state;
  if (finished === undefined) {
    return null;
  }
  const canReview = hasView("changes") && state.changes !== undefined && !finished.nothingChanged && state.handled.length === 0;
  const label = state.phase === "completed" || state.phase === "cancelled" ? state.phase : "failed";
  return (
    <div className={`finished ${label}`}>
      <Icon name={label === "completed" ? "check" : label === "failed" ? "cross" : "stop"} />
      <span className="grow">
        <b>{texts.session.finished[label]}</b> · {duration(finished.millis)} · {price(finished.costUsd)}
        {finished.nothingChanged && ` · ${texts.session.nothingChanged}`}
        {finished.error !== "" && (
          <>
            <br />
            {visible(finished.error)} <span className="muted">{finished.errorCode}</span>
          </>
        )}
      </span>
      {canReview && (
        <Link className="button primary" href={path("changes", { project: state.request?.project ?? "", run: state.run })}>
          {texts.session.review}
          <kbd className="wide-only">C</kbd>
        </Link>
      )}
    </div>
  );
}
