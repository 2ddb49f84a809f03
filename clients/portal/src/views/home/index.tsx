import { useState } from "react";
import { useLocation } from "wouter";
import { useProjects } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { path } from "../../app/routes";
import { useTitle } from "../../app/title";
import { hasView } from "../../app/views";
import { CommandChoice, useCommand } from "../../composer/CommandChoice";
import { Composer } from "../../composer/Composer";
import { startRun } from "../../composer/start";
import { ModelNeeded } from "../../features/provider/ModelNeeded";
import { load, store } from "../../state/storage";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { AddProject } from "./AddProject";
import { NeedsYou } from "./NeedsYou";
import { ProjectLine } from "./ProjectLine";
import { Providers } from "./Providers";
import { Runs } from "./Runs";
import "./home.css";

/** What needs the user, a prompt, and what happened last; on an empty server the ways to begin. */
export default function Home() {
  useTitle(texts.home.title);
  const projects = useProjects();
  return (
    <>
      <div className="top">
        <div className="grow">
          <h1>{texts.home.title}</h1>
        </div>
      </div>
      <div className="scroll">
        <Query loaded={projects} lines={6}>
          {(list) => (list.length === 0 ? <Start /> : <Overview projects={list} />)}
        </Query>
      </div>
    </>
  );
}

function Start() {
  return (
    <div className="page">
      <p className="home-big">{texts.home.startTitle}</p>
      <p className="text-2">{texts.home.startText}</p>
      <h2 className="margin-top">{texts.home.stepModel}</h2>
      <Providers first />
      <h2 className="margin-top">{texts.home.stepProject}</h2>
      <AddProject sample />
      <p className="text-2 margin-top">
        {texts.home.fromTerminal} <code>{texts.home.terminalCommand}</code>
      </p>
    </div>
  );
}

function Overview({ projects }: { projects: Schemas["Project"][] }) {
  return (
    <div className="page home-columns">
      <div className="stack">
        <div>
          <ModelNeeded />
          <NewRun projects={projects} />
        </div>
        <NeedsYou projects={projects} />
        <Runs />
      </div>
      <div className="stack">
        <Projects projects={projects} />
        <Providers />
      </div>
    </div>
  );
}

function NewRun({ projects }: { projects: Schemas["Project"][] }) {
  const [, navigate] = useLocation();
  const [project, setProject] = useState(() => load("project") ?? "");
  const [command, setCommand] = useCommand();
  const chosen = projects.find((other) => other.id === project) ?? (projects[0] as Schemas["Project"]);
  if (chosen.id !== load("project")) {
    store("project", chosen.id);
  }
  return (
    <Composer
      place="home"
      project={chosen.id}
      label={texts.home.prompt}
      placeholder={texts.home.promptPlaceholder}
      action={texts.actions.start}
      rows={2}
      controls={
        <>
          <select
            className="button bare compact"
            aria-label={texts.home.project}
            value={chosen.id}
            onChange={(event) => {
              store("project", event.target.value);
              setProject(event.target.value);
            }}
          >
            {projects.map((other) => (
              <option key={other.id} value={other.id}>
                {visible(other.name)}
              </option>
            ))}
          </select>
          <CommandChoice value={command} onChange={setCommand} />
        </>
      }
      onSend={async (prompt) => {
        const started = await startRun(prompt, { project: chosen.id, command });
        if (hasView("session")) {
          navigate(path("session", { project: started.project, session: started.session }));
        }
      }}
    />
  );
}

function Projects({ projects }: { projects: Schemas["Project"][] }) {
  const [adding, setAdding] = useState(false);
  return (
    <section>
      <div className="row">
        <h2 className="grow">{texts.home.projects}</h2>
        <Button kind="bare" size="compact" icon="plus" onClick={() => setAdding(true)}>
          {texts.actions.add}
        </Button>
      </div>
      <div className="card">
        {projects.map((project) => (
          <ProjectLine key={project.id} project={project} />
        ))}
      </div>
      {adding && (
        <Dialog title={texts.home.addProject} onClose={() => setAdding(false)}>
          <div className="dialog-body">
            <AddProject onAdded={() => setAdding(false)} />
          </div>
        </Dialog>
      )}
    </section>
  );
}
