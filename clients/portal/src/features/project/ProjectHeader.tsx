import { Link, useLocation } from "wouter";
import { useProjects } from "../../api/queries";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import { texts } from "../../texts";
import { visible } from "../../ui/visible";
import "./project.css";

const PROJECT_VIEWS = [
  ["project", texts.nav.sessions],
  ["files", texts.nav.files],
  ["plan", texts.nav.plan],
] as const;

export type ProjectView = (typeof PROJECT_VIEWS)[number][0];

/** The choice of the project, and of its views as far as there are any. */
export function ProjectHeader({ project, current }: { project: string; current: ProjectView }) {
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
