import { Link, useLocation } from "wouter";
import { useProjects, useSessions } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { ago, title } from "../../app/format";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import { texts } from "../../texts";
import { EmptyState, Query } from "../../ui/states";
import { RunMark } from "../../ui/RunMark";
import { visible } from "../../ui/visible";

/** The left column of the views of a project: its name, its views, and the sessions. */
export function SessionList({ project, session }: { project: string; session?: string }) {
  const sessions = useSessions(project);
  return (
    <>
      <ProjectHeader project={project} current="project" />
      <div className="scroll session-list">
        <div className="row">
          <h2 className="grow">{texts.nav.sessions}</h2>
          <Link className="button compact bare" href={path("project", { project })}>
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

const PROJECT_VIEWS = [
  ["project", texts.nav.sessions],
  ["files", texts.nav.files],
  ["plan", texts.nav.plan],
] as const;

/** The choice of the project, and of its views as far as there are any. */
export function ProjectHeader({ project, current }: { project: string; current: (typeof PROJECT_VIEWS)[number][0] }) {
  const [, navigate] = useLocation();
  const projects = useProjects().data ?? [];
  const shown = PROJECT_VIEWS.filter(([route]) => hasView(route));
  return (
    <header className="project-header">
      <select
        className="input project-select"
        aria-label={texts.session.project}
        value={project}
        onChange={(event) => navigate(path(current, { project: event.target.value }))}
      >
        {!projects.some((other) => other.id === project) && <option value={project}>{project}</option>}
        {projects.map((other) => (
          <option key={other.id} value={other.id}>
            {visible(other.name)}
          </option>
        ))}
      </select>
      {shown.length > 1 && (
        <nav className="segments" aria-label={texts.session.project}>
          {shown.map(([route, label]) => (
            <Link key={route} href={path(route, { project })} aria-current={route === current ? "page" : undefined}>
              {label}
            </Link>
          ))}
        </nav>
      )}
    </header>
  );
}
