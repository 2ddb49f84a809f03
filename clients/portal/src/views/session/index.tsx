import { useLocation, useSearch } from "wouter";
import { useProjects, useRuns } from "../../api/queries";
import { path } from "../../app/routes";
import { ContextColumn } from "../../app/Shell";
import { useTitle } from "../../app/title";
import type { ViewProps } from "../../app/views";
import { Composer } from "../../composer/Composer";
import { startRun } from "../../composer/start";
import { load, store } from "../../state/storage";
import { texts } from "../../texts";
import { EmptyState, Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { RunView } from "./RunView";
import { SessionList } from "./SessionList";
import "./session.css";

/** The sessions of a project; one of them is open, with one of its runs, or a new one begins. */
export default function Session({ parameters }: ViewProps) {
  const project = parameters["project"] ?? "";
  const { session } = parameters;
  store("project", project);
  return (
    <>
      <ContextColumn label={texts.session.list}>
        <SessionList project={project} {...(session === undefined ? {} : { session })} />
      </ContextColumn>
      {session === undefined ? (
        <NewSession key={project} project={project} />
      ) : (
        <OpenSession key={session} project={project} session={session} />
      )}
    </>
  );
}

function OpenSession({ project, session }: { project: string; session: string }) {
  const [, navigate] = useLocation();
  const chosen = new URLSearchParams(useSearch()).get("run");
  const runs = useRuns({ sessionId: session, limit: 100 });
  if (runs.data === undefined || runs.data.length === 0) {
    return (
      <>
        <div className="top">
          <h1>{texts.session.title}</h1>
        </div>
        <Query loaded={runs} lines={8} empty={<EmptyState>{texts.session.gone}</EmptyState>}>
          {() => null}
        </Query>
      </>
    );
  }
  return (
    <Query loaded={runs} lines={8} empty={<EmptyState>{texts.session.gone}</EmptyState>}>
      {(list) => {
        const run = list.find((other) => other.id === chosen) ?? list[0];
        return run === undefined ? null : (
          <RunView
            key={run.id}
            run={run}
            runs={list}
            project={project}
            session={session}
            onStarted={() => navigate(path("session", { project, session }))}
          />
        );
      }}
    </Query>
  );
}

function NewSession({ project }: { project: string }) {
  const [, navigate] = useLocation();
  const name = useProjects().data?.find((other) => other.id === project)?.name ?? project;
  useTitle(visible(name));
  return (
    <>
      <div className="top">
        <div className="grow">
          <h1>{texts.session.newTitle}</h1>
          <span className="muted cut">{visible(name)}</span>
        </div>
      </div>
      <div className="new-session">
        <Composer
          place={`project.${project}`}
          project={project}
          label={texts.home.prompt}
          placeholder={texts.home.promptPlaceholder}
          action={texts.actions.start}
          rows={4}
          onSend={async (prompt) => {
            const started = await startRun(prompt, { project, command: load("command") ?? "/build" });
            navigate(path("session", { project: started.project, session: started.session }));
          }}
        />
      </div>
      <div className="phone-sessions">
        <SessionList project={project} />
      </div>
    </>
  );
}
