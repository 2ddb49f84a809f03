import { useEffect, useState } from "react";
import { Link } from "wouter";
import { duration, title } from "../../app/format";
import { path } from "../../app/routes";
import { useColumns } from "../../app/Shell";
import { hasView } from "../../app/views";
import { addCosts, type RunState, type StepState } from "../../state/run";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip, Dot, type Tone } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import { costWords } from "./Inspector";
import type { Stop } from "./RunView";

const TONES: Record<RunState["phase"], Tone> = {
  queued: "plain",
  running: "accent",
  waiting: "wait",
  completed: "ok",
  failed: "bad",
  cancelled: "plain",
};

/** Title, state, time, cost, changes and stop. */
export function RunHeader({ state, project, stop }: { state: RunState; project: string; stop: Stop }) {
  const changed = state.changes?.files.length ?? 0;
  const { phoneInspector } = useColumns();
  return (
    <div className="top run-header">
      <Link className="button icon-only bare phone-only" href={path("project", { project })} aria-label={texts.nav.sessions}>
        <Icon name="back" />
      </Link>
      <div className="grow">
        <h1 className="cut">{visible(title(state.request?.prompt ?? ""))}</h1>
        <Chip tone={TONES[state.phase]}>
          {state.phase === "running" && <Dot tone="busy" />}
          {state.phase === "waiting" && <Dot tone="wait" />}
          {texts.run.states[state.phase]}
        </Chip>
      </div>
      <span className="run-fact number" title={texts.session.elapsed}>
        <Icon name="clock" />
        <Elapsed from={state.createdAt} to={state.finishedAt} />
      </span>
      <span className="run-fact number wide-only" title={texts.session.cost}>
        <Icon name="coin" />
        {costWords(addCosts(state.usage.map((entry) => entry.cost)))}
      </span>
      {changed > 0 && hasView("changes") && (
        <Link className="button wide-only" href={path("changes", { project, run: state.run })}>
          {texts.session.changes(changed)}
        </Link>
      )}
      <Button
        className="phone-only"
        icon="note"
        aria-label={texts.session.details}
        aria-pressed={phoneInspector}
        onClick={() => useColumns.setState({ phoneInspector: !phoneInspector })}
      />
      {state.finished === undefined && (
        <Button icon="stop" onClick={stop.request} disabled={stop.stopping} shortcut="mod+.">
          {stop.stopping ? texts.session.stopping : texts.session.stop}
        </Button>
      )}
    </div>
  );
}

function Elapsed({ from, to }: { from: string; to: string }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (to !== "") return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [to]);
  const millis = (to === "" ? now : new Date(to).getTime()) - new Date(from).getTime();
  return <>{duration(Math.max(0, to === "" ? Math.floor(millis / 1000) * 1000 : millis))}</>;
}

/** The steps in their order with their time; those to come are grey. */
export function Workflow({ state, onShow }: { state: RunState; onShow: (step: string) => void }) {
  const agents = state.request?.agents ?? [];
  if (agents.length < 2) {
    return null;
  }
  const toCome = state.finished === undefined ? agents.filter((agent) => !state.steps.some((s) => s.agent === agent)) : [];
  return (
    <ol className="workflow" aria-label={texts.session.workflow(state.request?.command ?? "")}>
      {state.steps.map((step) => (
        <li key={step.step}>
          <WorkflowStep step={step} state={state} onShow={onShow} />
        </li>
      ))}
      {toCome.map((agent) => (
        <li key={agent} className="to-come">
          <span>{agent}</span>
        </li>
      ))}
    </ol>
  );
}

function WorkflowStep({ step, state, onShow }: { step: StepState; state: RunState; onShow: (step: string) => void }) {
  const isDone = step.finishedAt !== "";
  const isCurrent = !isDone && state.finished === undefined;
  const waits = isCurrent && state.phase === "waiting";
  return (
    <button
      type="button"
      className={waits ? "waits" : isCurrent ? "current" : ""}
      aria-current={isCurrent ? "step" : undefined}
      onClick={() => onShow(step.step)}
    >
      {isDone ? <Icon name="check" className="ok" /> : waits ? <Icon name="bell" /> : isCurrent ? <Dot tone="busy" /> : <Icon name="stop" />}
      {step.agent}
      {step.round > 1 && <small>{texts.session.round(step.round)}</small>}
      {isDone && (
        <small className="number">
          {duration(new Date(step.finishedAt).getTime() - new Date(step.startedAt).getTime())}
        </small>
      )}
    </button>
  );
}
