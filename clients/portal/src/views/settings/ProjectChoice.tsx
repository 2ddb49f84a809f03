import { useState } from "react";
import { useProjects } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { load, store } from "../../state/storage";
import { texts } from "../../texts";
import { visible } from "../../ui/visible";

/** The project that a section is about: the last one of this browser, until another is chosen. */
export function useChosenProject(): { project: Schemas["Project"] | undefined; choose: (id: string) => void; loaded: boolean } {
  const projects = useProjects();
  const [id, setId] = useState(() => load("project") ?? "");
  const project = projects.data?.find((other) => other.id === id) ?? projects.data?.[0];
  return {
    project,
    loaded: projects.data !== undefined || projects.error !== undefined,
    choose: (chosen) => {
      store("project", chosen);
      setId(chosen);
    },
  };
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
