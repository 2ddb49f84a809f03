import { Link } from "wouter";
import type { Schemas } from "../../api/rest";
import { title } from "../../app/format";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";

/** The way back to the transcript: a line of the left column, a button, or on a narrow page an icon. */
export function BackToRun({ run, shape = "icon" }: { run: Schemas["Run"]; shape?: "line" | "button" | "icon" }) {
  if (!hasView("session")) {
    return null;
  }
  const target = path("session", { project: run.project, session: run.session, run: run.id });
  if (shape === "button") {
    return (
      <Link href={target} className="button">
        {texts.changes.back}
      </Link>
    );
  }
  return shape === "line" ? (
    <Link href={target} className="changes-back row text-2">
      <Icon name="back" />
      <span className="cut">{visible(title(run.prompt))}</span>
    </Link>
  ) : (
    <Link href={target} className="button bare compact icon-only changes-back-button" aria-label={texts.changes.back}>
      <Icon name="back" />
    </Link>
  );
}
