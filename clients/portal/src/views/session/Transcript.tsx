import { useEffect, useMemo, useRef, useState, type ReactElement } from "react";
import { price, time, duration, tokens } from "../../app/format";
import { useKeys } from "../../app/keys";
import type { RunState, StepState } from "../../state/run";
import { addUsage, NO_USAGE } from "../../state/run";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { VirtualList, type ListHandle } from "../../ui/VirtualList";
import { visible } from "../../ui/visible";
import { findMatches } from "./transcriptSearch";
import { FindBar, FoundRow, useHighlight } from "./FindBar";
import { Notices, RowView, Streaming } from "./rows";
import { ReadsLine } from "./ToolLine";
import { firstSentence, transcript, type Item } from "./transcript";

export interface Folds {
  values: Readonly<Record<string, boolean>>;
  toggle: (step: string, open: boolean) => void;
}

/** The rows of a run. It follows the end only while the reader is there; else a button tells what is new. */
export function Transcript({
  state,
  folds,
  handle,
  onRunAgain,
  onUndo,
}: {
  state: RunState;
  folds: Folds;
  handle: React.RefObject<ListHandle | null>;
  onRunAgain: (() => void) | undefined;
  onUndo: ((step: string) => void) | undefined;
}) {
  const items = useMemo(() => transcript(state, folds.values), [state, folds.values]);
  const [atEnd, setAtEnd] = useState(true);
  const leftAt = useRef(0);
  const box = useRef<HTMLDivElement>(null);
  const find = useFind(state, items, folds, handle);
  useHighlight(box, find.query ?? "");
  useKeys({ "/": find.open });
  const render = (item: Item): ReactElement => (
    <div
      key={item.key}
      className={`transcript-row ${item.kind === "request" ? "" : "indented"} ${item === find.item ? "found" : ""}`}
      data-key={item.key}
    >
      <ItemView item={item} state={state} folds={folds} onRunAgain={onRunAgain} onUndo={onUndo} />
    </div>
  );
  const unread = items.length - leftAt.current;
  return (
    <div className="transcript" ref={box}>
      {find.query !== undefined && (
        <FindBar
          query={find.query}
          position={find.position}
          count={find.count}
          onQuery={find.search}
          onMove={find.move}
          onClose={find.close}
        />
      )}
      <FoundRow.Provider value={find.seq}>
        <VirtualList
          follow
          handle={handle}
          role="log"
          label={texts.session.transcript}
          onAtEnd={(now) => {
            leftAt.current = items.length;
            setAtEnd(now);
          }}
        >
          {items.map(render)}
        </VirtualList>
      </FoundRow.Provider>
      {!atEnd && (
        <Button
          className="to-end"
          size="compact"
          icon="down"
          onClick={() => handle.current?.scrollToIndex(items.length - 1, { align: "end" })}
        >
          {unread > 0 ? texts.session.newRows(unread) : texts.session.toEnd}
        </Button>
      )}
    </div>
  );
}

/** The search in the transcript; it opens the step of a match and shows its row. */
function useFind(
  state: RunState,
  items: readonly Item[],
  folds: Folds,
  handle: React.RefObject<ListHandle | null>,
) {
  const [query, setQuery] = useState<string>();
  const [index, setIndex] = useState(0);
  const matches = useMemo(() => findMatches(state, query ?? ""), [state, query]);
  const match = matches[Math.min(index, matches.length - 1)];
  const at = match === undefined ? -1 : items.findIndex((item) => contains(item, match.seq));
  const shown = useRef("");
  useEffect(() => {
    const target = match === undefined ? "" : `${match.seq} ${query}`;
    if (match === undefined || shown.current === target) {
      return;
    }
    if (at >= 0) {
      shown.current = target; // Once: the reader may scroll on.
      handle.current?.scrollToIndex(at, { align: "center" });
    } else if (match.step !== "") {
      folds.toggle(match.step, true);
    }
  }, [match, query, at, folds, handle]);
  const search = (text: string | undefined): void => {
    setQuery(text);
    setIndex(0);
    shown.current = "";
  };
  return {
    query,
    count: matches.length,
    position: match === undefined ? 0 : matches.indexOf(match) + 1,
    seq: match?.seq,
    item: items[at],
    search,
    open: () => search(query ?? ""),
    close: () => search(undefined),
    move: (step: 1 | -1) => {
      if (matches.length > 0) setIndex((Math.min(index, matches.length - 1) + step + matches.length) % matches.length);
    },
  };
}

function contains(item: Item, seq: number): boolean {
  switch (item.kind) {
    case "request":
      return seq === 0;
    case "row":
      return item.row.seq === seq;
    case "reads":
    case "notices":
      return item.rows.some((row) => row.seq === seq);
    default:
      return false;
  }
}

function ItemView({
  item,
  state,
  folds,
  onRunAgain,
  onUndo,
}: {
  item: Item;
  state: RunState;
  folds: Folds;
  onRunAgain: (() => void) | undefined;
  onUndo: ((step: string) => void) | undefined;
}) {
  switch (item.kind) {
    case "request":
      return <Request state={state} onRunAgain={onRunAgain} />;
    case "step":
      return <StepHeader step={item.step} open={item.open} state={state} folds={folds} onUndo={onUndo} />;
    case "reads":
      return <ReadsLine run={state.run} rows={item.rows} />;
    case "notices":
      return <Notices rows={item.rows} />;
    case "streaming":
      return <Streaming block={item.block} />;
    case "row":
      return <RowView row={item.row} state={state} />;
  }
}

function Request({ state, onRunAgain }: { state: RunState; onRunAgain: (() => void) | undefined }) {
  const { request } = state;
  if (request === undefined) {
    return null;
  }
  return (
    <div className="request">
      <div className="row">
        <b>{visible(request.caller)}</b>
        <span className="muted">{time(state.createdAt)}</span>
        <Chip>{request.command}</Chip>
        {request.attachments.map((attachment) => (
          <Chip key={attachment.id} icon="clip">
            {visible(attachment.name)}
          </Chip>
        ))}
        {onRunAgain !== undefined && (
          <Button kind="bare" size="compact" icon="redo" className="end" onClick={onRunAgain}>
            {texts.session.runAgain}
          </Button>
        )}
      </div>
      <p>{visible(request.prompt)}</p>
    </div>
  );
}

function StepHeader({
  step,
  open,
  state,
  folds,
  onUndo,
}: {
  step: StepState;
  open: boolean;
  state: RunState;
  folds: Folds;
  onUndo: ((step: string) => void) | undefined;
}) {
  const isOver = step.finishedAt !== "";
  const changed = state.rows.some((row) => row.kind === "tool" && row.step === step.step && row.mutating && !row.undone);
  return (
    <div className="step">
      <button
        type="button"
        className="step-line"
        aria-expanded={open}
        data-stop=""
        onClick={() => folds.toggle(step.step, !open)}
      >
        <StepMark step={step} state={state} />
        <h2>{step.agent}</h2>
        <span className="step-facts cut">{stepFacts(step).join(" · ")}</span>
        <Icon name="chevron" className="chevron" />
        {!open && <span className="cut text-2 grow wide-only">{visible(firstSentence(step.answer))}</span>}
      </button>
      {open && isOver && changed && onUndo !== undefined && (
        <Button kind="bare" size="compact" icon="undo" onClick={() => onUndo(step.step)}>
          {texts.session.undoStep}
        </Button>
      )}
    </div>
  );
}

function StepMark({ step, state }: { step: StepState; state: RunState }) {
  if (step.finishedAt !== "") {
    return (
      <span className="node done">
        <Icon name="check" />
      </span>
    );
  }
  if (state.phase === "waiting") {
    return (
      <span className="node waits">
        <Icon name="bell" />
      </span>
    );
  }
  return <span className="node">{state.finished === undefined ? <span className="dot busy" /> : <Icon name="stop" />}</span>;
}

/** Model, time, tokens and cost of a step. */
export function stepFacts(step: StepState): string[] {
  const usage = step.turns.reduce((sum, turn) => addUsage(sum, turn.usage), NO_USAGE);
  const facts = step.round > 1 ? [texts.session.round(step.round)] : [];
  facts.push(step.model === "" ? step.provider : step.model);
  if (step.finishedAt !== "") {
    facts.push(duration(new Date(step.finishedAt).getTime() - new Date(step.startedAt).getTime()));
  }
  if (usage.inputTokens > 0) {
    const share = Math.round((100 * usage.cachedTokens) / usage.inputTokens);
    facts.push(texts.session.tokensIn(tokens(usage.inputTokens)) + (share > 0 ? `, ${texts.session.cached(share)}` : ""));
  }
  if (step.turns.length > 0) {
    facts.push(step.cost.unpriced > 0 && step.cost.usd === 0 ? texts.run.noPrice : price(step.cost.usd));
  }
  return facts;
}
