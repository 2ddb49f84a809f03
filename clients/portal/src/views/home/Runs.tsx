import { Link } from "wouter";
import { useRuns } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { ago, duration, price, title } from "../../app/format";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import { texts } from "../../texts";
import { RunMark, runWords } from "../../ui/RunMark";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";

export function Runs() {
  const runs = useRuns({ limit: 12 });
  return (
    <section>
      <h2>{texts.home.runs}</h2>
      <div className="card">
        <Query loaded={runs} lines={5} empty={<EmptyState>{texts.home.noRuns}</EmptyState>}>
          {(list) => (
            <table className="table home-runs">
              <thead>
                <tr>
                  <th>{texts.home.columns.run}</th>
                  <th className="wide-only">{texts.home.columns.project}</th>
                  <th className="right wide-only">{texts.home.columns.cost}</th>
                  <th className="right">{texts.home.columns.time}</th>
                </tr>
              </thead>
              <tbody>
                {list.map((run) => (
                  <RunLine key={run.id} run={run} />
                ))}
              </tbody>
            </table>
          )}
        </Query>
      </div>
    </section>
  );
}

function RunLine({ run }: { run: Schemas["Run"] }) {
  const name = visible(title(run.prompt));
  return (
    <tr>
      <td>
        <span className="row">
          <RunMark run={run} />
          <span className="cut">
            {hasView("session") ? (
              <Link href={path("session", { project: run.project, session: run.session, run: run.id })}>{name}</Link>
            ) : (
              name
            )}
            <span className="muted">
              {" "}
              {run.command} · {runWords(run)}
            </span>
          </span>
        </span>
      </td>
      <td className="wide-only text-2 no-wrap">{visible(run.projectName ?? run.project)}</td>
      <td className="right wide-only text-2">{run.finishedAt === undefined ? "" : price(run.costUsd)}</td>
      <td className="right" title={ago(run.createdAt)}>
        {run.finishedAt === undefined
          ? ago(run.createdAt)
          : duration(new Date(run.finishedAt).getTime() - new Date(run.createdAt).getTime())}
      </td>
    </tr>
  );
}
