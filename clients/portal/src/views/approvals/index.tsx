import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import { useApprovals, useProjects } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { ago } from "../../app/format";
import { useKeys } from "../../app/keys";
import { path } from "../../app/routes";
import { useTitle } from "../../app/title";
import { hasView } from "../../app/views";
import { AnsweredLine, QuestionCard } from "../../features/approval/QuestionCard";
import { NotificationSwitch } from "../../features/approval/NotificationSwitch";
import type { ApprovalRow } from "../../state/run";
import { useRun, useRunStore } from "../../state/runs";
import { texts } from "../../texts";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import "./approvals.css";

/** All open questions, the oldest first, and those that were answered while the view is open. */
export default function Approvals() {
  useTitle(texts.approvals.title);
  const approvals = useApprovals();
  const heading = useRef<HTMLHeadingElement>(null);
  return (
    <>
      <div className="top">
        <div className="grow">
          <h1 ref={heading} tabIndex={-1}>
            {texts.approvals.title}
          </h1>
        </div>
        <NotificationSwitch />
      </div>
      <div className="scroll">
        <div className="page approvals">
          <Query loaded={approvals} lines={4}>
            {(list) => <Questions list={list} onNone={() => heading.current?.focus()} />}
          </Query>
        </div>
      </div>
    </>
  );
}

function Questions({ list, onNone }: { list: Schemas["Approval"][]; onNone: () => void }) {
  const open = list.toSorted((a, b) => a.askedAt.localeCompare(b.askedAt));
  const closed = useClosed(open);
  const [selected, setSelected] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const current = Math.max(0, open.findIndex((approval) => approval.id === selected));
  const select = (index: number): void => {
    const approval = open[index];
    if (approval !== undefined) {
      setSelected(approval.id);
      box.current?.querySelectorAll<HTMLElement>(".approval")[index]?.focus();
    }
  };
  useKeys({ j: () => select(current + 1), k: () => select(current - 1) });
  // The focus goes to the next question, else to the head of the page.
  const answered = (index: number): void => {
    const next = open[index + 1] ?? open[index - 1];
    if (next === undefined) {
      onNone();
    } else {
      setSelected(next.id);
      requestAnimationFrame(() => document.getElementById(`approval-${next.id}`)?.closest<HTMLElement>(".approval")?.focus());
    }
  };
  return (
    <>
      {open.length === 0 && (
        <div className="card">
          <EmptyState>{texts.approvals.none}</EmptyState>
        </div>
      )}
      <div ref={box}>
        {open.map((approval, index) => (
          <div key={approval.id} onFocus={() => setSelected(approval.id)}>
            <OpenQuestion approval={approval} keys={index === current} onAnswered={() => answered(index)} />
          </div>
        ))}
      </div>
      {closed.length > 0 && (
        <section className="margin-top" aria-label={texts.approvals.answeredNow}>
          <h2>{texts.approvals.answeredNow}</h2>
          {closed.map((approval) => (
            <ClosedQuestion key={approval.id} approval={approval} />
          ))}
        </section>
      )}
    </>
  );
}

/** The questions that were open in this view and are no more. */
function useClosed(open: Schemas["Approval"][]): Schemas["Approval"][] {
  const [seen, setSeen] = useState<Schemas["Approval"][]>([]);
  const ids = open.map((approval) => approval.id).join(" ");
  useEffect(() => {
    setSeen((old) => [...old, ...open.filter((approval) => old.every((other) => other.id !== approval.id))]);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the ids tell whether the list changed
  }, [ids]);
  return seen.filter((approval) => open.every((other) => other.id !== approval.id));
}

function OpenQuestion({
  approval,
  keys,
  onAnswered,
}: {
  approval: Schemas["Approval"];
  keys: boolean;
  onAnswered: () => void;
}) {
  const projects = useProjects().data ?? [];
  const run = useRun(approval.run)?.state;
  const row = rowOf(run?.rows, approval.id);
  const asker = run?.steps.find((step) => step.step === row?.request.step)?.agent ?? "";
  const project = visible(projects.find((other) => other.id === approval.project)?.name ?? approval.project);
  if (row?.answer !== undefined) {
    return null; // The event was faster than the list.
  }
  return (
    <QuestionCard
      question={approval}
      level={2}
      asker={asker}
      keys={keys}
      onAnswered={onAnswered}
      {...(run?.sandbox === undefined ? {} : { runsIn: `${run.sandbox.launcher}: ${run.sandbox.meaning}` })}
      place={
        <>
          {hasView("session") ? (
            <Link
              className="link"
              href={path("session", { project: approval.project, session: approval.session, run: approval.run })}
            >
              {project}
            </Link>
          ) : (
            project
          )}{" "}
          · {ago(approval.askedAt)}
        </>
      }
    />
  );
}

function ClosedQuestion({ approval }: { approval: Schemas["Approval"] }) {
  const answer = useRunStore((runs) => rowOf(runs[approval.run]?.state.rows, approval.id)?.answer);
  return (
    <AnsweredLine
      decision={answer?.decision ?? "unknown"}
      scope={answer?.scope ?? "once"}
      by={answer?.by ?? ""}
      question={approval.question}
    />
  );
}

function rowOf(rows: readonly { kind: string }[] | undefined, approval: string): ApprovalRow | undefined {
  return rows?.find(
    (row): row is ApprovalRow => row.kind === "approval" && (row as ApprovalRow).request.approval === approval,
  );
}
