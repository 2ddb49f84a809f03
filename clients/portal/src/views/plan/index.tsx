import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useProjects, useRuns, type Loaded } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { ago, title } from "../../app/format";
import { path } from "../../app/routes";
import { ContextColumn } from "../../app/Shell";
import { useTitle } from "../../app/title";
import type { ViewProps } from "../../app/views";
import { useRun } from "../../state/runs";
import { load, store } from "../../state/storage";
import { texts } from "../../texts";
import { Segments } from "../../ui/Form";
import { Markdown } from "../../ui/Markdown";
import { EmptyState, ErrorState, Query, Skeleton } from "../../ui/states";
import { visible } from "../../ui/visible";
import { SessionList } from "../session/SessionList";
import { Board } from "./Board";
import { Graph } from "./Graph";
import { TaskList } from "./TaskList";
import { readPlan, requestMark, type Plan } from "./tasks";
import "./plan.css";

type Shape = "board" | "list" | "graph";

/** Commands whose runs have a step of the planning agent. */
const PLANNING = ["/plan", "/build"];

/** The plan of a run as tasks, with the runs that work on them. */
export default function PlanView({ parameters }: ViewProps) {
  const project = parameters["project"] ?? "";
  const runs = useRuns({ projectId: project, limit: 200 });
  const name = useProjects().data?.find((other) => other.id === project)?.name ?? project;
  useTitle(`${texts.plan.title} · ${visible(name)}`);
  return (
    <>
      <ContextColumn label={texts.session.list}>
        <SessionList project={project} current="plan" />
      </ContextColumn>
      <Plans project={project} name={name} runs={runs} />
    </>
  );
}

function Plans({ project, name, runs }: { project: string; name: string; runs: Loaded<Schemas["Run"][]> }) {
  if (runs.data === undefined) {
    return (
      <>
        <Head name={name} />
        <Query loaded={runs} lines={6}>
          {() => null}
        </Query>
      </>
    );
  }
  return (
    <Query loaded={runs}>
      {(list) => {
        // A run that was started from a task plans only that task.
        const planned = list.filter((run) => PLANNING.includes(run.command) && !/^Task \d+ of plan /.test(run.prompt));
        return planned.length === 0 ? (
          <>
            <Head name={name} />
            <div className="scroll">
              <EmptyState
                action={
                  <Link className="button" href={path("project", { project })}>
                    {texts.session.newTitle}
                  </Link>
                }
              >
                {texts.plan.none}
              </EmptyState>
            </div>
          </>
        ) : (
          <Chosen name={name} planned={planned} runs={list} project={project} />
        );
      }}
    </Query>
  );
}

function Head({ name, children }: { name: string; children?: React.ReactNode }) {
  return (
    <div className="top plan-top">
      <div className="grow">
        <h1>{texts.plan.title}</h1>
        <span className="muted cut">{visible(name)}</span>
      </div>
      {children}
    </div>
  );
}

function Chosen({
  name,
  planned,
  runs,
  project,
}: {
  name: string;
  planned: Schemas["Run"][];
  runs: Schemas["Run"][];
  project: string;
}) {
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get("run");
  const run = planned.find((other) => other.id === asked) ?? (planned[0] as Schemas["Run"]);
  const followed = useRun(run.id);
  const [shape, setShape] = useState<Shape>(() => (load("planShape") as Shape | undefined) ?? "board");
  const answer = followed?.state.steps.findLast((step) => step.agent === "planning")?.answer ?? "";
  const plan = readPlan(answer);
  const linked = plan.tasks.some((task) => task.after.length > 0);
  const shown = shape === "graph" && !linked ? "board" : shape;
  return (
    <>
      <Head name={name}>
        <select
          className="button plan-choice"
          aria-label={texts.plan.run}
          value={run.id}
          onChange={(event) => navigate(path("plan", { project, run: event.target.value }))}
        >
          {planned.map((other) => (
            <option key={other.id} value={other.id}>
              {visible(title(other.prompt)).slice(0, 70)} · {ago(other.createdAt)}
            </option>
          ))}
        </select>
        {plan.tasks.length > 0 && (
          <Segments<Shape>
            label={texts.plan.shape}
            value={shown}
            onChange={(value) => {
              store("planShape", value);
              setShape(value);
            }}
            options={[
              { value: "board", label: texts.plan.board },
              { value: "list", label: texts.plan.list },
              ...(linked ? [{ value: "graph" as const, label: texts.plan.graph }] : []),
            ]}
          />
        )}
      </Head>
      <div className="scroll">
        <div className="page">
          {followed?.refused !== undefined ? (
            <ErrorState error={followed.refused} />
          ) : followed === undefined || followed.state.seq === 0 ? (
            <Skeleton lines={5} />
          ) : plan.tasks.length === 0 ? (
            <NoTasks answer={answer} over={followed.state.finished !== undefined} />
          ) : (
            <Content plan={plan} run={run} runs={runs} project={project} shape={shown} />
          )}
        </div>
      </div>
    </>
  );
}

function NoTasks({ answer, over }: { answer: string; over: boolean }) {
  if (answer !== "") {
    return (
      <>
        <p className="text-2">{texts.plan.noSteps}</p>
        <Markdown text={answer} />
      </>
    );
  }
  return <EmptyState>{over ? texts.plan.noPlan : texts.plan.working}</EmptyState>;
}

function Content({
  plan,
  run,
  runs,
  project,
  shape,
}: {
  plan: Plan;
  run: Schemas["Run"];
  runs: Schemas["Run"][];
  project: string;
  shape: Shape;
}) {
  const entries = plan.tasks.map((task) => ({
    task,
    // The newest run first, as the server lists them.
    run: runs.find((other) => other.prompt.startsWith(requestMark(run.id, task.number))),
  }));
  return (
    <>
      {plan.goal !== "" && <Markdown text={plan.goal} />}
      <div className="plan-tasks">
        {shape === "board" && <Board plan={plan} entries={entries} source={run} project={project} />}
        {shape === "list" && <TaskList plan={plan} entries={entries} source={run} project={project} />}
        {shape === "graph" && <Graph entries={entries} />}
      </div>
      {plan.rest !== "" && <Markdown text={plan.rest} />}
    </>
  );
}
