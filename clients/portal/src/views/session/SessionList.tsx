import { Link } from "wouter";
import { useSessions } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { ago, title } from "../../app/format";
import { path } from "../../app/routes";
import { focusPrompt } from "../../composer/focusPrompt";
import { ProjectHeader, type ProjectView } from "../../features/project/ProjectHeader";
import { texts } from "../../texts";
import { EmptyState, Query } from "../../ui/states";
import { RunMark } from "../../ui/RunMark";
import { visible } from "../../ui/visible";

/** The left column of the views of a project: its name, its views, and the sessions. */
export function SessionList({
  project,
  session,
  current = "project",
}: {
  project: string;
  session?: string;
  current?: ProjectView;
}) {
  const sessions = useSessions(project);
  return (
    <>
      <ProjectHeader project={project} current={current} />
      <div className="scroll session-list">
        <div className="row">
          <h2 className="grow">{texts.nav.sessions}</h2>
          <Link className="button compact bare" href={path("project", { project })} onClick={() => focusPrompt()}>
            {texts.session.newSession}
          </Link>
        </div>
        <Query loaded={sessions} empty={<EmptyState>{texts.session.none}</EmptyState>}>
          {(list) => (
            <ul>
              {list.map((other) => (
                <li key={other.id}>
                  <SessionLine session={other} isCurrent={other.id === session} />
                </li>
              ))}
            </ul>
          )}
        </Query>
      </div>
    </>
  );
}

function SessionLine({ session, isCurrent }: { session: Schemas["Conversation"]; isCurrent: boolean }) {
  return (
    <Link
      className="session-line"
      aria-current={isCurrent ? "page" : undefined}
      href={path("session", { project: session.project, session: session.id })}
    >
      <RunMark run={{ state: session.lastState, patch: "none" }} />
      <b className="cut">{visible(title(session.firstPrompt))}</b>
      <small className="cut">
        {[
          session.lastState === "completed" ? session.lastCommand : texts.run.states[session.lastState].toLowerCase(),
          ...(session.runs > 1 ? [texts.session.runs(session.runs)] : []),
          ago(session.lastActivityAt),
        ].join(" · ")}
      </small>
    </Link>
  );
}
