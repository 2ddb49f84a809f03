import { useCallback, useEffect, useState } from "react";
import { load, store } from "../../state/storage";
import type { Comment, Decision, Decisions } from "./model";

/** What the user decided and wrote about a run, and what is not sent yet. It survives a reload. */
export interface Draft {
  decisions: Decisions;
  comments: readonly Comment[];
  /** Results that the user edits, by path. */
  edits: Readonly<Record<string, string>>;
}

const EMPTY: Draft = { decisions: {}, comments: [], edits: {} };

const keyOf = (run: string): string => `changes.${run}`;

/** Reads a draft; what an older portal or somebody else wrote there is left out. */
export function readDraft(text: string | undefined): Draft {
  try {
    const json: unknown = JSON.parse(text ?? "{}");
    if (!isObject(json)) return EMPTY;
    const { decisions, comments, edits } = json;
    return {
      decisions: entries(decisions, (value): value is Decision => value === "accept" || value === "reject"),
      comments: Array.isArray(comments) ? comments.filter(isComment) : [],
      edits: entries(edits, (value): value is string => typeof value === "string"),
    };
  } catch {
    return EMPTY;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function entries<T>(value: unknown, fits: (entry: unknown) => entry is T): Record<string, T> {
  const result: Record<string, T> = {};
  for (const [name, entry] of isObject(value) ? Object.entries(value) : []) {
    if (fits(entry)) result[name] = entry;
  }
  return result;
}

function isComment(value: unknown): value is Comment {
  return (
    isObject(value) &&
    ["id", "path", "text"].every((name) => typeof value[name] === "string") &&
    typeof value["line"] === "number"
  );
}

export function writeDraft(draft: Draft): string {
  const empty = [draft.decisions, draft.comments, draft.edits].every((part) => Object.keys(part).length === 0);
  return empty ? "" : JSON.stringify(draft);
}

export type UpdateDraft = (change: (draft: Draft) => Draft) => void;

/** The draft of a run. Another tab of the browser that changes it is followed. */
export function useDraft(run: string): [Draft, UpdateDraft] {
  const [draft, setDraft] = useState(() => readDraft(load(keyOf(run))));
  useEffect(() => {
    const read = (event: StorageEvent): void => {
      if (event.key?.endsWith(keyOf(run)) === true) setDraft(readDraft(load(keyOf(run))));
    };
    addEventListener("storage", read);
    return () => removeEventListener("storage", read);
  }, [run]);
  const update = useCallback<UpdateDraft>(
    (change) =>
      setDraft((old) => {
        const next = change(old);
        store(keyOf(run), writeDraft(next));
        return next;
      }),
    [run],
  );
  return [draft, update];
}
