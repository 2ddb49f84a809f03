import type { ApiError } from "@codeagent/client";
import { mutate } from "swr";
import { useEffect } from "react";
import { create } from "zustand";
import { gateway } from "../api/gateway";
import { reduceAll, type RunMessage } from "./reduce";
import { newRun, type RunState } from "./run";

interface Followed {
  state: RunState;
  /** Why the server refuses to send the run. */
  refused: ApiError | undefined;
}

/** The runs that this page follows or has followed, by id. */
export const useRunStore = create<Record<string, Followed>>(() => ({}));

/**
 * The state of a run, and its changes as they happen. Several views may follow the same run.
 *
 * @param past the events that the run is known to have: they are shown together, not as they arrive
 */
export function useRun(run: string | undefined, past = 0): Followed | undefined {
  useEffect(() => {
    if (run === undefined) {
      return undefined;
    }
    expected.set(run, { seq: past, until: performance.now() + MOST_MILLIS });
    return follow(run);
  }, [run]); // Not past: the events that come later are shown at once.
  return useRunStore((runs) => (run === undefined ? undefined : runs[run]));
}

/** Until when the events up to a number are held back. */
const expected = new Map<string, { seq: number; until: number }>();
const MOST_MILLIS = 1_000;

/** Whether more events of the past are about to come. */
function isPast(run: string, message: RunMessage): boolean {
  const past = expected.get(run);
  if (past === undefined) {
    return false;
  }
  const wait = message.kind === "event" && message.event.seq < past.seq && performance.now() < past.until;
  if (!wait) {
    expected.delete(run);
  }
  return wait;
}

const users = new Map<string, { count: number; stop: () => void }>();

/** Events of these types change what lists of runs show. */
const LISTED = ["run.created", "run.started", "run.finished", "run.judged", "diff.ready", "patch.handled", "changes.undone"];

function follow(run: string): () => void {
  const known = users.get(run);
  if (known === undefined) {
    users.set(run, { count: 1, stop: start(run) });
  } else {
    known.count++;
  }
  return () => {
    const user = users.get(run);
    if (user !== undefined && --user.count === 0) {
      users.delete(run);
      user.stop();
    }
  };
}

function start(run: string): () => void {
  const state = useRunStore.getState()[run]?.state ?? newRun(run);
  useRunStore.setState({ [run]: { state, refused: undefined } });
  return gateway().follow(run, state.seq, {
    onEvent: (event) => {
      enqueue(run, { kind: "event", event });
      if (LISTED.includes(event.type)) {
        refresh("runs", "sessions");
      }
      if (event.type.startsWith("approval.")) {
        refresh("approvals", "runs");
      }
    },
    onDelta: (delta) => enqueue(run, { kind: "delta", delta }),
    onRefused: (refused) => useRunStore.setState((runs) => ({ [run]: { state: runs[run]?.state ?? state, refused } })),
  });
}

/** Reads lists again, by the first element of their keys. */
export function refresh(...kinds: string[]): void {
  void mutate((key) => Array.isArray(key) && kinds.includes(String(key[0])));
}

/** Messages of a frame become one change of the state, so that a fast model does not render more often than the screen. */
const queues = new Map<string, RunMessage[]>();
let scheduled = false;

function enqueue(run: string, message: RunMessage): void {
  const queue = queues.get(run);
  if (queue === undefined) {
    queues.set(run, [message]);
  } else {
    queue.push(message);
  }
  if (isPast(run, message)) {
    // Should the rest never come, what is there is shown.
    if (queue === undefined) setTimeout(schedule, MOST_MILLIS);
    return;
  }
  schedule();
}

function schedule(): void {
  if (!scheduled) {
    scheduled = true;
    // A hidden page gets no frames, but its title must still tell what happens.
    if (document.visibilityState === "visible") {
      requestAnimationFrame(flush);
    } else {
      setTimeout(flush, 100);
    }
  }
}

document.addEventListener("visibilitychange", () => {
  if (scheduled && document.visibilityState === "hidden") {
    setTimeout(flush, 0); // The frame that was requested does not come.
  }
});

function flush(): void {
  scheduled = false;
  const changed: Record<string, Followed> = {};
  for (const [run, messages] of queues) {
    const followed = useRunStore.getState()[run] ?? { state: newRun(run), refused: undefined };
    changed[run] = { ...followed, state: reduceAll(followed.state, messages) };
  }
  queues.clear();
  useRunStore.setState(changed);
}
