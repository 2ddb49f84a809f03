import { useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { ApiError, Schemas } from "../../api/rest";
import { useKeys } from "../../app/keys";
import { path } from "../../app/routes";
import { ContextColumn } from "../../app/Shell";
import { hasView } from "../../app/views";
import { load, store } from "../../state/storage";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { toast } from "../../ui/Toast";
import { useMedia } from "../../ui/media";
import { BackToRun } from "./BackToRun";
import { apply, followUp, isConflict, messageOf } from "./actions";
import { ConflictPanel } from "./ConflictPanel";
import { conflictsOf } from "./conflicts";
import { DiffList, type DiffListHandle } from "./DiffList";
import { useDraft } from "./draft";
import { FileTree } from "./FileTree";
import { Foot } from "./Foot";
import { decide, neighbour, nextOpen, selection, tally, unitsOf, type ChangedFile, type Decision, type Unit } from "./model";
import { useRemote } from "./queries";
import { ReviewDialogs, type OpenDialog } from "./ReviewDialogs";
import type { RowActions, RowContext } from "./Rows";
import { buildRows, isFolded } from "./rows";
import { Proof, VerdictChip } from "./Proof";

/** Side by side needs this width. */
const WIDE = "(min-width: 1241px)";

/** The list of changes with the decisions about them. */
export function Review({ run, files }: { run: Schemas["Run"]; files: ChangedFile[] }) {
  const [, navigate] = useLocation();
  const query = new URLSearchParams(useSearch());
  const [draft, update] = useDraft(run.id);
  const wide = useMedia(WIDE);
  const [layout, setLayout] = useState(() => (load("diff") === "unified" ? "unified" : "split"));
  const [folds, setFolds] = useState<Record<string, boolean>>({});
  const [form, setForm] = useState<{ path: string; line: number }>();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [conflict, setConflict] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const remote = useRemote(run.project).data;
  const units = useMemo(() => unitsOf(files), [files]);
  const [current, setCurrent] = useState(() => unitAt(units, query)?.key);
  const list = useRef<DiffListHandle>(null);
  const { decisions, comments } = draft;
  const split = wide && layout === "split";
  const rows = useMemo(
    () => buildRows(files, { split, decisions, comments, form, folds }),
    [files, split, decisions, comments, form, folds],
  );
  const counts = tally(units, decisions);
  const selected = units.find((unit) => unit.key === current);
  const conflicts = useMemo(
    () => conflictsOf(conflict?.conflicts ?? [], files, decisions),
    [conflict, files, decisions],
  );
  const isOpen = run.patch !== "discarded" && run.patch !== "none";

  const select = (unit: Unit): void => {
    setCurrent(unit.key);
    const address = path("changes", { project: run.project, run: run.id, file: unit.path, hunk: String(unit.number) });
    navigate(address, { replace: true });
  };
  const go = (unit: Unit | undefined): void => {
    if (unit === undefined) return;
    select(unit);
    list.current?.show(`u:${unit.key}`);
  };
  const answer = (wanted: readonly Unit[], decision: Decision | undefined): void => {
    update((old) => ({ ...old, decisions: decide(old.decisions, wanted, decision) }));
    // The decision says whether a part is folded, until the user folds it again.
    setFolds((old) => Object.fromEntries(Object.entries(old).filter(([key]) => !wanted.some((unit) => unit.key === key))));
  };
  const answerCurrent = (decision: Decision): void => {
    const unit = selected ?? units[0];
    if (unit === undefined || !isOpen || unit.taken) return;
    const next = nextOpen(units, unit, decisions) ?? unit;
    answer([unit], decision);
    select(next); // At once, because the next key is meant for it.
    requestAnimationFrame(() => list.current?.show(`u:${next.key}`));
  };
  const comment = (): void => {
    const unit = selected ?? units[0];
    const lines = unit?.hunks.flatMap((hunk) => hunk.lines) ?? [];
    const line = lines.find((other) => other.kind === "+") ?? lines.find((other) => other.new > 0);
    if (unit === undefined || line === undefined || !isOpen) return;
    setFolds((old) => ({ ...old, [unit.key]: false }));
    setForm({ path: unit.path, line: line.new });
    requestAnimationFrame(() => list.current?.show(`form:${unit.key}`));
  };

  // Once, when the page is opened at a hunk.
  const wanted = useRef(selected);
  useEffect(() => {
    if (wanted.current !== undefined) list.current?.show(`u:${wanted.current.key}`);
  }, []);

  const applyParts = async (without: ReadonlySet<string>): Promise<void> => {
    const parts = selection(files, decisions, without);
    if (parts === undefined || busy) return;
    setBusy(true);
    try {
      await apply(run.id, parts);
      setConflict(undefined);
      update((old) => ({
        ...old,
        decisions: Object.fromEntries(
          Object.entries(old.decisions).filter(([key, decision]) => decision !== "accept" || without.has(key)),
        ),
      }));
      toast(texts.changes.applied(counts.accepted - without.size));
    } catch (error) {
      if (isConflict(error)) setConflict(error);
      else toast(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const send = async (list: typeof comments, prompt: string): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      const started = await followUp(run, list, prompt);
      update((old) => ({ ...old, comments: old.comments.filter((other) => !list.includes(other)) }));
      setConflict(undefined);
      if (hasView("session")) {
        navigate(path("session", { project: run.project, session: started.session, run: started.run }));
      } else {
        toast(texts.changes.sent);
      }
    } catch (error) {
      toast(messageOf(error));
    } finally {
      setBusy(false);
    }
  };

  const actions: RowActions = {
    decide: answer,
    fold: (key, folded) => setFolds((old) => ({ ...old, [key]: folded })),
    openForm: (file, line) => setForm({ path: file, line }),
    closeForm: () => setForm(undefined),
    addComment: (file, line, text) => {
      setForm(undefined);
      update((old) => ({ ...old, comments: [...old.comments, { id: crypto.randomUUID(), path: file, line, text }] }));
    },
    removeComment: ({ id }) => update((old) => ({ ...old, comments: old.comments.filter((other) => other.id !== id) })),
    select,
    edit: (file) => setDialog({ edit: file }),
  };
  const latest = useRef(actions);
  latest.current = actions;
  const stable = useMemo(() => forward(latest), []);
  const context: RowContext = { actions: stable, decisions, current, open: isOpen, folds, comments };

  useKeys({
    j: () => go(neighbour(units, current, 1)),
    k: () => go(neighbour(units, current, -1)),
    y: () => answerCurrent("accept"),
    x: () => answerCurrent("reject"),
    m: comment,
    Enter: () => selected && actions.fold(selected.key, !isFolded(selected, { decisions, folds })),
    "mod+Enter": () => void applyParts(new Set()),
  });

  const conflicting = new Set(conflicts.map(({ unit }) => unit.key));
  return (
    <>
      <ContextColumn label={texts.changes.files}>
        <BackToRun run={run} shape="line" />
        <div className="scroll changes-column">
          <h2 className="row">
            <span className="grow">{texts.changes.fileCount(files.length)}</span>
            <span className="number ok">+{sum(files.map((file) => file.added))}</span>
            <span className="number bad">−{sum(files.map((file) => file.removed))}</span>
          </h2>
          <FileTree
            files={files}
            decisions={decisions}
            current={selected?.path}
            onChoose={(file) => {
              const [unit] = file.units;
              if (unit !== undefined) select(unit);
              list.current?.show(`f:${file.path}`);
            }}
          />
          <Proof run={run.id} />
        </div>
      </ContextColumn>
      <div className="top">
        <BackToRun run={run} />
        <div className="grow">
          <h1>{texts.changes.title}</h1>
          <VerdictChip run={run} />
          <span className="muted cut wide-only">{texts.changes.patchState[run.patch]}</span>
        </div>
        {wide && (
          <div className="segments" role="group" aria-label={texts.changes.layout}>
            {(["split", "unified"] as const).map((name) => (
              <button
                key={name}
                type="button"
                aria-pressed={layout === name}
                onClick={() => {
                  setLayout(name);
                  store("diff", name);
                }}
              >
                {texts.changes[name]}
              </button>
            ))}
          </div>
        )}
      </div>
      {run.patch === "discarded" && (
        <p className="banner">
          <Icon name="cross" />
          {texts.changes.discarded}
        </p>
      )}
      {conflict !== undefined && (
        <ConflictPanel
          project={run.project}
          run={run.id}
          message={conflict.message}
          conflicts={conflicts}
          rest={counts.accepted - conflicting.size}
          onRest={() => void applyParts(conflicting)}
          onAgent={() => void send([], texts.changes.conflictPrompt(conflicts.map(({ path: file }) => file)))}
          onClose={() => setConflict(undefined)}
        />
      )}
      <DiffList rows={rows} context={context} handle={list} />
      <Foot
        run={run}
        remote={remote}
        counts={counts}
        comments={comments.length}
        busy={busy}
        onApply={() => void applyParts(new Set())}
        onSend={() => void send(comments, "")}
        onAction={setDialog}
        onAcceptAll={(decision) => answer(units, decision)}
      />
      <ReviewDialogs
        run={run}
        remote={remote}
        dialog={dialog}
        draft={draft}
        update={update}
        onClose={() => setDialog(undefined)}
      />
    </>
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The part that the address names, or the first one of the file. */
function unitAt(units: readonly Unit[], query: URLSearchParams): Unit | undefined {
  const file = query.get("file");
  const ofFile = units.filter((unit) => unit.path === file);
  return ofFile.find((unit) => String(unit.number) === query.get("hunk")) ?? ofFile[0];
}

/** The same object for all renderings, whose functions call those of the last one. */
function forward(latest: { current: RowActions }): RowActions {
  return {
    decide: (...args) => latest.current.decide(...args),
    fold: (...args) => latest.current.fold(...args),
    openForm: (...args) => latest.current.openForm(...args),
    closeForm: () => latest.current.closeForm(),
    addComment: (...args) => latest.current.addComment(...args),
    removeComment: (...args) => latest.current.removeComment(...args),
    select: (...args) => latest.current.select(...args),
    edit: (...args) => latest.current.edit(...args),
  };
}
