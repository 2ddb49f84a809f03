import { create } from "zustand";
import { ApiError } from "../../api/rest";
import { load, store } from "../../state/storage";
import { messageOf } from "../changes/actions";
import { readText, writeText, type TextFile } from "./content";

/** A file that is open. */
export interface Tab {
  path: string;
  file: TextFile | undefined;
  /** The text with what the user typed; undefined if nothing is unsaved. */
  draft: string | undefined;
  /** Why the file could not be read or saved. */
  problem: string;
  /** The version that somebody else saved meanwhile. */
  conflict: TextFile | "deleted" | undefined;
  /** Grows when the text of the editor must be replaced. */
  version: number;
}

interface Tabs {
  project: string;
  tabs: readonly Tab[];
}

export const useTabs = create<Tabs>(() => ({ project: "", tabs: [] }));

/** Longer drafts are kept as long as the page, because the storage of a browser is small. */
const MAX_KEPT_DRAFT = 200_000;

interface Kept {
  path: string;
  draft?: string;
  etag?: string;
}

/** Opens the tabs that this browser had open in the project. */
export function openProject(project: string): void {
  if (useTabs.getState().project === project) return;
  const kept = readKept(load(`files.${project}`));
  useTabs.setState({
    project,
    tabs: kept.map(({ path, draft }) => ({ path, draft, file: undefined, problem: "", conflict: undefined, version: 0 })),
  });
  for (const { path, etag } of kept) void readTab(project, path, etag);
}

export function readKept(text: string | undefined): Kept[] {
  try {
    const json: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(json)
      ? json.filter(
          (entry): entry is Kept =>
            typeof entry === "object" &&
            entry !== null &&
            typeof (entry as Kept).path === "string" &&
            ["string", "undefined"].includes(typeof (entry as Kept).draft),
        )
      : [];
  } catch {
    return [];
  }
}

function keep(): void {
  const { project, tabs } = useTabs.getState();
  const kept = tabs.map(({ path, draft, file }): Kept => ({
    path,
    ...(draft === undefined || draft.length > MAX_KEPT_DRAFT ? {} : { draft }),
    ...(draft === undefined || file === undefined ? {} : { etag: file.etag }),
  }));
  store(`files.${project}`, kept.length === 0 ? "" : JSON.stringify(kept));
}

function change(path: string, next: (tab: Tab) => Tab): void {
  useTabs.setState(({ tabs }) => ({ tabs: tabs.map((tab) => (tab.path === path ? next(tab) : tab)) }));
  keep();
}

/** @param etag of the version on which a kept draft is based */
async function readTab(project: string, path: string, etag?: string): Promise<void> {
  try {
    const file = await readText({ project }, path);
    if (useTabs.getState().project !== project) return;
    change(path, (tab) => {
      const unsaved = tab.draft === file.text ? undefined : tab.draft;
      const changed = unsaved !== undefined && etag !== undefined && etag !== file.etag;
      return { ...tab, file, draft: unsaved, problem: "", conflict: changed ? file : undefined, version: tab.version + 1 };
    });
  } catch (error) {
    change(path, (tab) => ({ ...tab, problem: messageOf(error) }));
  }
}

export function openTab(path: string): void {
  const { project, tabs } = useTabs.getState();
  if (tabs.some((tab) => tab.path === path)) return;
  useTabs.setState({
    tabs: [...tabs, { path, file: undefined, draft: undefined, problem: "", conflict: undefined, version: 0 }],
  });
  keep();
  void readTab(project, path);
}

export function closeTab(path: string): void {
  useTabs.setState(({ tabs }) => ({ tabs: tabs.filter((tab) => tab.path !== path) }));
  keep();
}

export function editTab(path: string, text: string): void {
  change(path, (tab) => ({ ...tab, draft: text === tab.file?.text ? undefined : text }));
}

/** Reads the file again if nothing is unsaved in it, for example after a run changed it. */
export function rereadTab(path: string): void {
  const { project, tabs } = useTabs.getState();
  const tab = tabs.find((other) => other.path === path);
  if (tab?.file === undefined || tab.draft !== undefined) return;
  void readText({ project }, path).then(
    (file) => {
      if (file.etag !== tab.file?.etag) {
        change(path, (old) => (old.draft === undefined ? { ...old, file, version: old.version + 1 } : old));
      }
    },
    () => undefined, // The next save tells.
  );
}

/** Saves a file. If somebody else changed it meanwhile, nothing is written, and the tab shows both versions. */
export async function saveTab(path: string): Promise<void> {
  const { project, tabs } = useTabs.getState();
  const tab = tabs.find((other) => other.path === path);
  if (tab?.file === undefined || tab.draft === undefined || tab.conflict !== undefined) return;
  const text = tab.draft;
  try {
    const written = await writeText(project, path, text, tab.file.etag);
    change(path, (old) => ({
      ...old,
      file: { path, etag: written.etag, text, reason: "", bytes: written.bytes },
      draft: old.draft === text ? undefined : old.draft,
      problem: "",
    }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 412) await loadConflict(project, path);
    else change(path, (old) => ({ ...old, problem: messageOf(error) }));
  }
}

async function loadConflict(project: string, path: string): Promise<void> {
  try {
    const theirs = await readText({ project }, path);
    change(path, (tab) => ({ ...tab, conflict: theirs }));
  } catch (error) {
    const gone = error instanceof ApiError && error.permanent;
    change(path, (tab) => (gone ? { ...tab, conflict: "deleted" } : { ...tab, problem: messageOf(error) }));
  }
}

/** Takes one side of a conflict: the user's text, which the next save writes over the other one, or the other one. */
export function resolveConflict(path: string, side: "mine" | "theirs"): void {
  const tab = useTabs.getState().tabs.find((other) => other.path === path);
  const conflict = tab?.conflict;
  if (conflict === undefined) return;
  if (side === "theirs") {
    if (conflict === "deleted") closeTab(path);
    else change(path, (old) => ({ ...old, file: conflict, draft: undefined, conflict: undefined, version: old.version + 1 }));
    return;
  }
  const empty: TextFile = { path, etag: "", text: undefined, reason: "", bytes: 0 };
  change(path, (old) => ({ ...old, file: conflict === "deleted" ? empty : conflict, conflict: undefined }));
  void saveTab(path);
}
