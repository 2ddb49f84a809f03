import { Link } from "wouter";
import type { Schemas } from "../../api/rest";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";

export function ProjectLine({ project }: { project: Schemas["Project"] }) {
  const origin =
    project.kind === "folder"
      ? project.path
      : [texts.home.kinds[project.kind], project.branch].filter((part) => part !== "").join(" · ");
  const content = (
    <>
      <Icon name={project.kind === "git" ? "branch" : "project"} className="muted" />
      <span className="grow cut">
        <b>{visible(project.name)}</b>
        <small className="cut" title={origin}>
          {visible(origin)}
        </small>
      </span>
    </>
  );
  return hasView("project") ? (
    <Link className="list-item" href={path("project", { project: project.id })}>
      {content}
    </Link>
  ) : (
    <div className="list-item">{content}</div>
  );
}
