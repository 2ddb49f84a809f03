import { useState } from "react";
import { Link } from "wouter";
import { useProjects, type Loaded } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { path } from "../../app/routes";
import { load, store } from "../../state/storage";
import { texts } from "../../texts";
import { EmptyState } from "../../ui/states";
import { visible } from "../../ui/visible";

/** The project that a section is about: the last one of this browser, until another is chosen. */
export function useChosenProject(): {
  project: Schemas["Project"] | undefined;
  choose: (id: string) => void;
  projects: Loaded<Schemas["Project"][]>;
} {
  const projects = useProjects();
  const [id, setId] = useState(() => load("project") ?? "");
  const project = projects.data?.find((other) => other.id === id) ?? projects.data?.[0];
  return {
    project,
    projects,
    choose: (chosen) => {
      store("project", chosen);
      setId(chosen);
    },
  };
}

/** Projects are added at home. */
export function NoProject() {
  return (
    <EmptyState
      action={
        <Link className="button" href={path("home")}>
          {texts.home.addProject}
        </Link>
      }
    >
      {texts.settings.agents.noProject}
    </EmptyState>
  );
}

export function ProjectSelect({ value, onChoose, all }: { value: string; onChoose: (id: string) => void; all?: string }) {
  const projects = useProjects().data ?? [];
  return (
    <select className="button" aria-label={texts.home.project} value={value} onChange={(event) => onChoose(event.target.value)}>
      {all !== undefined && <option value="">{all}</option>}
      {projects.map((project) => (
        <option key={project.id} value={project.id}>
          {visible(project.name)}
        </option>
      ))}
    </select>
  );
}
