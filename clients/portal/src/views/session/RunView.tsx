import { useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import { gateway } from "../../api/gateway";
import { data, rest, type Schemas } from "../../api/rest";
import { title } from "../../app/format";
import { useKeys } from "../../app/keys";
import { path } from "../../app/routes";
import { InspectorColumn } from "../../app/Shell";
import { useTitle } from "../../app/title";
import { hasView } from "../../app/views";
import { Composer } from "../../composer/Composer";
import { startRun } from "../../composer/start";
import { isOver, openApprovals, type RunState } from "../../state/run";
import { useRun } from "../../state/runs";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { RunMark } from "../../ui/RunMark";
import { ErrorState, Skeleton } from "../../ui/states";
import { toast } from "../../ui/Toast";
import type { ListHandle } from "../../ui/VirtualList";
import { visible } from "../../ui/visible";
import { Announcer } from "./Announcer";
import { Inspector } from "./Inspector";
import { RunHeader, Workflow } from "./RunHeader";
import { Transcript } from "./Transcript";
import { transcript } from "./transcript";
import { useFolds } from "./folds";

/** A run: header, workflow, transcript, and the prompt for what follows. */
export function RunView({
  run,
  runs,
  project,
  session,
  onStarted,
}: {
  run: Schemas["Run"];
  runs: Schemas["Run"][];
  project: string;
  session: string;
  onStarted: () => void;
}) {
  const followed = useRun(run.id, run.lastSeq);
  useTitle(visible(title(run.prompt)));
  if (followed?.refused !== undefined || followed?.state.request === undefined) {
    return (
      <>
        <div className="top">
          <h1 className="cut">{visible(title(run.prompt))}</h1>
        </div>
        {followed?.refused === undefined ? <Skeleton lines={8} /> : <ErrorState error={followed.refused} />}
      </>
    );
  }
  return (
    <Loaded state={followed.state} run={run} runs={runs} project={project} session={session} onStarted={onStarted} />
  );
}

function Loaded({
  state,
  run,
  runs,
  project,
  session,
  onStarted,
}: {
  state: RunState;
  run: Schemas["Run"];
  runs: Schemas["Run"][];
  project: string;
  session: string;
  onStarted: () => void;
}) {
  const list = useRef<ListHandle>(null);
  const folds = useFolds(state.run);
  const stop = useStop(state);
  const [onResult, setOnResult] = useState(true);
  useTranscriptKeys();
  const [, navigate] = useLocation();
  useKeys({
    "mod+.": stop.request,
    c: () => {
      if (state.changes !== undefined && hasView("changes")) navigate(path("changes", { project, run: state.run }));
    },
  });
  const show = (key: string): void => {
    const index = transcript(state, folds.values).findIndex((item) => item.key === key);
    if (index >= 0) list.current?.scrollToIndex(index, { align: "start" });
  };
  const isDone = isOver(state);
  const canFollowUp = isDone && run.patch === "open";
  const start = async (text: string, attachments: string[], command: string, followUp: boolean): Promise<void> => {
    await startRun(
      { text, attachments },
      { project, session, command, ...(followUp ? { followUp: state.run } : {}) },
    );
    onStarted();
  };
  const question = openApprovals(state)[0];
  return (
    <>
      <RunHeader state={state} project={project} stop={stop} />
      <Workflow state={state} onShow={(step) => show(`step-${step}`)} />
      {runs.length > 1 && <SessionRuns runs={runs} current={state.run} />}
      <Transcript
        state={state}
        folds={folds}
        handle={list}
        onRunAgain={
          isDone && state.request !== undefined
            ? () => {
                void start(state.request?.prompt ?? "", [], state.request?.command ?? "/build", false).catch(report);
              }
            : undefined
        }
        onUndo={
          isDone && run.patch !== "discarded"
            ? (step) => {
                void data(
                  rest.POST("/api/v1/runs/{run}/undo", { params: { path: { run: state.run } }, body: { step } }),
                ).catch(report);
              }
            : undefined
        }
      />
      {question !== undefined && (
        <div className="dock" role="status">
          <Icon name="shield" className="wait" />
          <span className="grow cut">
            <b>{texts.session.waits}</b> <code>{visible(question.request.question.split("\n")[0] ?? "")}</code>
          </span>
          <Button
            size="compact"
            onClick={() => {
              show(`row-${question.seq}`);
              setTimeout(() => document.querySelector<HTMLElement>(".approval")?.focus(), 100);
            }}
          >
            {texts.actions.show}
          </Button>
        </div>
      )}
      <div className="session-composer">
        <Composer
          place={`session.${session}`}
          project={project}
          label={texts.composer.followUp}
          placeholder={isDone ? texts.composer.followUpPlaceholder : texts.session.waitForRun}
          action={texts.actions.send}
          ready={isDone}
          controls={
            canFollowUp && (
              <Button
                kind="bare"
                size="compact"
                aria-pressed={onResult}
                title={texts.session.onResultHint}
                onClick={() => setOnResult(!onResult)}
              >
                {texts.session.onResult}
              </Button>
            )
          }
          onSend={async (prompt) => {
            if (!isDone) {
              throw new Error(texts.session.waitForRun);
            }
            await start(prompt.text, prompt.attachments, state.request?.command ?? "/build", canFollowUp && onResult);
          }}
        />
      </div>
      <InspectorColumn label={texts.session.details}>
        <Inspector state={state} project={project} />
      </InspectorColumn>
      <Announcer state={state} />
    </>
  );
}

function report(error: unknown): void {
  toast(error instanceof Error ? error.message : String(error));
}

/** The other runs of the session, newest last. */
function SessionRuns({ runs, current }: { runs: Schemas["Run"][]; current: string }) {
  return (
    <nav className="session-runs" aria-label={texts.session.earlierRuns}>
      {runs.toReversed().map((run, index) => (
        <Link
          key={run.id}
          href={path("session", { project: run.project, session: run.session, run: run.id })}
          aria-current={run.id === current ? "page" : undefined}
          title={visible(title(run.prompt))}
        >
          <RunMark run={run} />
          <span className="cut">
            {index + 1} {visible(title(run.prompt))}
          </span>
        </Link>
      ))}
    </nav>
  );
}

export interface Stop {
  /** The user asked, and the run has not ended yet. */
  stopping: boolean;
  request: () => void;
}

/** Stopping is told at once, and ends with the event run.finished. */
function useStop(state: RunState): Stop {
  const [asked, setAsked] = useState(false);
  useEffect(() => setAsked(false), [state.run]);
  return {
    stopping: !isOver(state) && (asked || state.cancelRequestedBy !== ""),
    request: () => {
      if (isOver(state) || asked) return;
      setAsked(true);
      gateway()
        .command({ command: "/cancel", run: state.run })
        .catch((error: unknown) => {
          setAsked(false);
          report(error);
        });
    },
  };
}

/** J and K go to the next and previous line that opens; Enter opens it, because it is a button. */
function useTranscriptKeys(): void {
  const move = (step: 1 | -1): void => {
    const stops = [...document.querySelectorAll<HTMLElement>(".transcript [data-stop]")];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    const next = at < 0 ? (step === 1 ? stops[0] : stops.at(-1)) : stops[at + step];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
}
