import type { ApiError, RunEvent } from "@codeagent/client";
import { mutate } from "swr";
import { useEffect } from "react";
import { create } from "zustand";
import { gateway } from "../api/gateway";
import { data, rest } from "../api/rest";
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
 * @param past the number of the last event that the run is known to have
 */
export function useRun(run: string | undefined, past = 0): Followed | undefined {
  useEffect(() => (run === undefined ? undefined : follow(run, past)), [run]); // Not past: what comes later is live.
  return useRunStore((runs) => (run === undefined ? undefined : runs[run]));
}

const users = new Map<string, { count: number; stop: () => void }>();

/** Events of these types change what lists of runs show. */
const LISTED = ["run.created", "run.started", "run.finished", "run.judged", "diff.ready", "patch.handled", "changes.undone"];

function follow(run: string, past: number): () => void {
  const known = users.get(run);
  if (known === undefined) {
    users.set(run, { count: 1, stop: start(run, past) });
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

/** Reads the past by REST, then follows what is new. */
function start(run: string, past: number): () => void {
  const state = useRunStore.getState()[run]?.state ?? newRun(run);
  useRunStore.setState({ [run]: { state, refused: undefined } });
  let stopped = false;
  let stop = (): void => {};
  void readPast(run, state.seq, past)
    .catch(() => []) // The connection sends the same events, also after it was offline.
    .then((events) => {
      if (stopped) {
        return;
      }
      const read = reduceAll(state, events.map((event) => ({ kind: "event", event })));
      if (read !== state) {
        useRunStore.setState({ [run]: { state: read, refused: undefined } });
      }
      stop = followLive(run, read);
    });
  return () => {
    stopped = true;
    stop();
  };
}

/** The connection sends each event as a message: many of them take a browser seconds. */
const FEW_EVENTS = 100;
const PAGE_EVENTS = 1_000;

/** The events after a number, up to another or a few more; none if they are few. */
async function readPast(run: string, after: number, last: number): Promise<RunEvent[]> {
  if (last - after < FEW_EVENTS) {
    return [];
  }
  const starts = Array.from({ length: Math.ceil((last - after) / PAGE_EVENTS) }, (_, page) => after + page * PAGE_EVENTS);
  const pages = await Promise.all(
    starts.map((start) =>
      data(
        rest.GET("/api/v1/runs/{run}/events", {
          params: { path: { run }, query: { after: start, limit: PAGE_EVENTS } },
        }),
      ),
    ),
  );
  return pages.flatMap((page) => (typeof page === "string" ? [] : (page.events as RunEvent[])));
}

function followLive(run: string, state: RunState): () => void {
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
