import { useQuery } from "../../api/queries";
import { data, rest, type Schemas } from "../../api/rest";
import { useTitle } from "../../app/title";
import type { ViewProps } from "../../app/views";
import { useRun } from "../../state/runs";
import { texts } from "../../texts";
import { EmptyState, Query } from "../../ui/states";
import { BackToRun } from "./BackToRun";
import { Review } from "./Review";
import { useChanges } from "./queries";
import "./changes.css";

/** The changes of a run: what to take, what to leave, and what to say about it. */
export default function Changes({ parameters }: ViewProps) {
  const run = parameters["run"] ?? "";
  useTitle(texts.changes.title);
  useRun(run); // Its events read the changes again.
  const summary = useQuery(["runs", "one", run], () =>
    data(rest.GET("/api/v1/runs/{run}", { params: { path: { run } } })),
  );
  if (summary.data === undefined) {
    return (
      <>
        <div className="top">
          <h1>{texts.changes.title}</h1>
        </div>
        <Query loaded={summary} lines={8}>
          {() => null}
        </Query>
      </>
    );
  }
  return <Loaded key={summary.data.id} run={summary.data} />;
}

function Loaded({ run }: { run: Schemas["Run"] }) {
  const changes = useChanges(run.id);
  const empty = changes.data?.length === 0 || run.patch === "none";
  if (changes.data === undefined || empty) {
    return (
      <>
        <div className="top">
          <BackToRun run={run} />
          <div className="grow">
            <h1>{texts.changes.title}</h1>
          </div>
        </div>
        <Query loaded={changes} lines={8}>
          {() => (
            <EmptyState action={<BackToRun run={run} shape="button" />}>
              {run.finishedAt === undefined ? texts.changes.noneYet : texts.changes.none}
            </EmptyState>
          )}
        </Query>
      </>
    );
  }
  return <Review run={run} files={changes.data} />;
}
