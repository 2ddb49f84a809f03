import { Link, useLocation, useSearch } from "wouter";
import { useProjects, useRuns } from "../../api/queries";
import { path } from "../../app/routes";
import { ContextColumn } from "../../app/Shell";
import { useTitle } from "../../app/title";
import type { ViewProps } from "../../app/views";
import { CommandChoice, COMMANDS, useCommand } from "../../composer/CommandChoice";
import { Composer } from "../../composer/Composer";
import { startRun } from "../../composer/start";
import { ModelNeeded } from "../../features/provider/ModelNeeded";
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
        <Query loaded={runs} lines={8} empty={<Gone project={project} />}>
          {() => null}
        </Query>
      </>
    );
  }
  return (
    <Query loaded={runs} lines={8} empty={<Gone project={project} />}>
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

function Gone({ project }: { project: string }) {
  return (
    <EmptyState
      action={
        <Link className="button" href={path("project", { project })}>
          {texts.session.newTitle}
        </Link>
      }
    >
      {texts.session.gone}
    </EmptyState>
  );
}

function NewSession({ project }: { project: string }) {
  const [, navigate] = useLocation();
  const [command, setCommand] = useCommand();
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
        <ModelNeeded />
        <Composer
          place={`project.${project}`}
          project={project}
          label={texts.home.prompt}
          placeholder={texts.home.promptPlaceholder}
          action={texts.actions.start}
          rows={4}
          controls={<CommandChoice value={command} onChange={setCommand} />}
          onSend={async (prompt) => {
            const started = await startRun(prompt, { project, command });
            navigate(path("session", { project: started.project, session: started.session }));
          }}
        />
        <CommandList
          current={command}
          onChoose={(chosen) => {
            setCommand(chosen);
            document.querySelector<HTMLElement>("[data-prompt]")?.focus();
          }}
        />
      </div>
      <div className="phone-sessions">
        <SessionList project={project} />
      </div>
    </>
  );
}

/** What the commands do; choosing one is that of the prompt. */
function CommandList({ current, onChoose }: { current: string; onChoose: (command: string) => void }) {
  return (
    <ul className="command-list" aria-label={texts.session.commands}>
      {COMMANDS.map((command) => (
        <li key={command}>
          <button type="button" aria-pressed={command === current} onClick={() => onChoose(command)}>
            <code>{command}</code>
            <span className="text-2">{texts.commands[command]}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
