import { Link } from "wouter";
import { useApprovals, useRuns } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { ago, title } from "../../app/format";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { RunMark, runWords } from "../../ui/RunMark";
import { visible } from "../../ui/visible";

/** Open questions first, then results that nobody has reviewed. */
export function NeedsYou({ projects }: { projects: Schemas["Project"][] }) {
  const approvals = useApprovals().data ?? [];
  const results = useRuns({ state: ["completed"], patch: ["open"], limit: 5 }).data ?? [];
  if (approvals.length === 0 && results.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>{texts.home.needsYou}</h2>
      {approvals.map((approval) => (
        <div key={approval.id} className="card home-needs">
          <div className="list-item">
            <Icon name="shield" className="wait" />
            <span className="grow">
              <b>{texts.approvals.asks("", approval.tool)}</b>
              <small className="cut mono">{visible(approval.question)}</small>
              <small>
                {visible(projects.find((project) => project.id === approval.project)?.name ?? approval.project)} ·{" "}
                {ago(approval.askedAt)}
              </small>
            </span>
            {hasView("session") && (
              <Link className="button" href={path("session", { project: approval.project, session: approval.session })}>
                {texts.actions.show}
              </Link>
            )}
          </div>
        </div>
      ))}
      {results.length > 0 && (
        <div className="card">
          {results.map((run) => (
            <Result key={run.id} run={run} />
          ))}
        </div>
      )}
    </section>
  );
}

function Result({ run }: { run: Schemas["Run"] }) {
  const content = (
    <>
      <RunMark run={run} />
      <span className="grow cut">
        <b>{visible(title(run.prompt))}</b>
        <small>
          {visible(run.projectName ?? run.project)} · {runWords(run)} · {ago(run.finishedAt ?? run.createdAt)}
        </small>
      </span>
      <span className="button compact wide-only">{texts.actions.review}</span>
    </>
  );
  const target = hasView("changes")
    ? path("changes", { project: run.project, run: run.id })
    : hasView("session")
      ? path("session", { project: run.project, session: run.session })
      : undefined;
  return target === undefined ? (
    <div className="list-item">{content}</div>
  ) : (
    <Link className="list-item" href={target}>
      {content}
    </Link>
  );
}
