import { useState } from "react";
import { Link, useLocation } from "wouter";
import type { Schemas } from "../../api/rest";
import { price } from "../../app/format";
import { path } from "../../app/routes";
import { startRun } from "../../composer/start";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Problem, useAction } from "../../ui/Form";
import { Markdown } from "../../ui/Markdown";
import { RunMark, runWords } from "../../ui/RunMark";
import { visible } from "../../ui/visible";
import { requestOf, type Plan, type Task } from "./tasks";

/** A task, and the last run that was started from it. */
export interface Entry {
  task: Task;
  run: Schemas["Run"] | undefined;
}

export interface TasksProps {
  plan: Plan;
  entries: readonly Entry[];
  /** The run that made the plan. */
  source: Schemas["Run"];
  project: string;
}

/** What a task is, what it waits for, and the run that works on it. */
export function TaskCard({ entry: { task, run }, plan, source, project }: { entry: Entry } & Omit<TasksProps, "entries">) {
  const [open, setOpen] = useState(false);
  const [, navigate] = useLocation();
  const action = useAction();
  const words = texts.plan;
  const startLabel = run === undefined ? words.start : words.startAgain;
  const start = (): void =>
    void action.run(async () => {
      const prompt = { text: requestOf(source.id, plan, task), attachments: [] };
      const started = await startRun(prompt, { project, command: "/code", session: source.session });
      navigate(path("session", { project: started.project, session: started.session, run: started.run }));
    });
  return (
    <article className="card task" aria-labelledby={`task-${task.number}`}>
      <h3 id={`task-${task.number}`}>
        <span className="muted number">{task.number}</span> {visible(task.title)}
      </h3>
      {task.estimate !== "" && <p className="small text-2">{words.estimates[task.estimate]}</p>}
      {task.after.length > 0 && <p className="small muted">{words.after(task.after.join(", "))}</p>}
      {task.files.length > 0 && <p className="small mono text-2 task-files">{visible(task.files.join("  "))}</p>}
      {run !== undefined && (
        <Link className="row small task-run" href={path("session", { project: run.project, session: run.session, run: run.id })}>
          <RunMark run={run} />
          <span className="grow">{runWords(run)}</span>
          {run.finishedAt !== undefined && <span className="number text-2">{price(run.costUsd)}</span>}
        </Link>
      )}
      {open && <Markdown text={task.text} />}
      <div className="row wrap">
        <Button size="compact" disabled={action.busy} aria-label={words.ofTask(startLabel, task.number)} onClick={start}>
          {startLabel}
        </Button>
        {task.text.includes("\n") && (
          <Button size="compact" kind="bare" aria-expanded={open} aria-label={words.ofTask(open ? words.less : words.more, task.number)} onClick={() => setOpen(!open)}>
            {open ? words.less : words.more}
          </Button>
        )}
      </div>
      <Problem action={action} />
    </article>
  );
}
