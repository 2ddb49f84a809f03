import { useState, type ReactNode } from "react";
import { useProjects, useQuery } from "../../api/queries";
import { ApiError, data, rest, type Schemas } from "../../api/rest";
import { bytes } from "../../app/format";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Meter } from "../../ui/Form";
import { Icon } from "../../ui/Icon";
import { ErrorState, Query, Skeleton } from "../../ui/states";
import { visible } from "../../ui/visible";
import { AccessForm, RemoteForm } from "./ProjectForms";
import { NoProject } from "./ProjectChoice";
import { SectionPage } from "./SectionPage";

/** The projects of the server, with where they come from and where results go. */
export function Projects() {
  const projects = useProjects();
  return (
    <SectionPage title={texts.settings.sections.projects}>
      <div className="card">
        <Query loaded={projects} lines={4} empty={<NoProject />}>
          {(list) => list.map((project) => <ProjectCard key={project.id} project={project} />)}
        </Query>
      </div>
    </SectionPage>
  );
}

function ProjectCard({ project }: { project: Schemas["Project"] }) {
  const [open, setOpen] = useState(false);
  const heading = `project-${project.id}`;
  const facts = [project.path, project.subdirectory, project.branch].filter((fact) => fact !== "");
  return (
    <section className="provider" aria-labelledby={heading}>
      <header>
        <Icon name={project.kind === "git" ? "branch" : "project"} className="muted" />
        <div className="grow">
          <h2 id={heading}>{visible(project.name)}</h2>
          <small>{visible(facts.join(" · "))}</small>
        </div>
        <Chip>{texts.home.kinds[project.kind]}</Chip>
        <Button size="compact" aria-expanded={open} onClick={() => setOpen(!open)}>
          {texts.settings.projects.details}
        </Button>
      </header>
      {open && (
        <div className="provider-models">
          {project.kind === "git" && <GitFacts project={project.id} />}
          {project.kind === "upload" && <UploadFacts project={project.id} />}
          <RemoteFacts project={project.id} />
        </div>
      )}
    </section>
  );
}

function Facts({ list }: { list: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="fact-list grow">
      {list.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function GitFacts({ project }: { project: string }) {
  const [editing, setEditing] = useState(false);
  const status = useQuery(["git", project], () => data(rest.GET("/api/v1/git-projects/{id}", { params: { path: { id: project } } })));
  const words = texts.settings.projects;
  return (
    <Query loaded={status}>
      {(git) => (
        <div className="list-item">
          <Facts
            list={[
              [words.address, <code>{visible(git.address)}</code>],
              [words.branch, visible(git.branch)],
              [words.commit, git.commit === undefined ? words.notFetched : <code>{git.commit.slice(0, 12)}</code>],
              [words.access, git.hasSecret ? words.secretStored : words.noSecret],
              ...(git.hostKeys.length === 0
                ? []
                : [[words.hostKeys, <code>{git.hostKeys.join(" ")}</code>] as const]),
            ]}
          />
          <Button size="compact" onClick={() => setEditing(true)}>
            {words.changeAccess}
          </Button>
          {editing && <AccessForm project={project} status={git} onClose={() => setEditing(false)} />}
        </div>
      )}
    </Query>
  );
}

function UploadFacts({ project }: { project: string }) {
  const status = useQuery(["upload", project], () => data(rest.GET("/api/v1/uploads/{project}", { params: { path: { project } } })));
  const words = texts.settings.projects;
  return (
    <Query loaded={status}>
      {(upload) => (
        <div className="list-item">
          <Facts
            list={[
              [words.commit, upload.commit === "" ? words.notFetched : <code>{upload.commit.slice(0, 12)}</code>],
              [
                words.stored,
                <>
                  {words.quota(bytes(upload.storedBytes), bytes(upload.quotaBytes))}
                  <Meter
                    share={upload.quotaBytes === 0 ? 0 : upload.storedBytes / upload.quotaBytes}
                    label={words.quota(bytes(upload.storedBytes), bytes(upload.quotaBytes))}
                  />
                </>,
              ],
            ]}
          />
        </div>
      )}
    </Query>
  );
}

/** Where results are pushed; a project without such an address is no error. */
function RemoteFacts({ project }: { project: string }) {
  const [editing, setEditing] = useState(false);
  const remote = useQuery(["remote", project], async () => {
    try {
      return { found: await data(rest.GET("/api/v1/projects/{id}/remote", { params: { path: { id: project } } })) };
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return { found: undefined };
      throw error;
    }
  });
  const words = texts.settings.projects;
  if (remote.data === undefined) {
    return remote.error === undefined ? <Skeleton lines={1} /> : <ErrorState error={remote.error} />;
  }
  const { found } = remote.data;
  return (
    <div className="list-item">
      <Facts
        list={[
          [
            words.results,
            found === undefined ? words.noRemote : <code>{visible(found.address)}</code>,
          ],
          ...(found?.forge === undefined ? [] : [[words.forge, found.forge] as const]),
        ]}
      />
      <Button size="compact" onClick={() => setEditing(true)}>
        {found === undefined ? words.setRemote : words.changeRemote}
      </Button>
      {editing && (
        <RemoteForm project={project} {...(found === undefined ? {} : { remote: found })} onClose={() => setEditing(false)} />
      )}
    </div>
  );
}
