import { lazy, Suspense, useEffect, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { useRuns } from "../../api/queries";
import { useKeys } from "../../app/keys";
import { path as address } from "../../app/routes";
import { ContextColumn } from "../../app/Shell";
import { useTitle } from "../../app/title";
import type { ViewProps } from "../../app/views";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Icon } from "../../ui/Icon";
import { useMedia } from "../../ui/media";
import { EmptyState, Skeleton } from "../../ui/states";
import { visible } from "../../ui/visible";
import { ProjectHeader } from "../../features/project/ProjectHeader";
import { useReport } from "../changes/queries";
import { AskAgent } from "./AskAgent";
import type { EditorSelection } from "./Editor";
import { QuickOpen } from "./QuickOpen";
import { Search } from "./Search";
import { SaveConflict } from "./SaveConflict";
import { closeTab, editTab, openProject, openTab, rereadTab, saveTab, useTabs, type Tab } from "./tabs";
import { TabBar } from "./TabBar";
import { Tree } from "./Tree";
import "./files.css";

const Editor = lazy(() => import("./Editor"));

/** The files of a project: a tree, a search, and an editor with tabs. */
export default function Files({ parameters }: ViewProps) {
  const project = parameters["project"] ?? "";
  const [, navigate] = useLocation();
  const query = new URLSearchParams(useSearch());
  const file = query.get("file") ?? undefined;
  const line = Number(query.get("line")) || undefined;
  const { tabs } = useTabs();
  const [column, setColumn] = useState<"tree" | "search">("tree");
  const [quick, setQuick] = useState(false);
  // Where the page has no left column, the tree is the page until a file is open.
  const narrow = useMedia("(max-width: 1240px)");
  const changed = useChangedFiles(project);
  useTitle(file === undefined ? texts.files.title : visible(file.slice(file.lastIndexOf("/") + 1)));
  useEffect(() => openProject(project), [project]);
  useEffect(() => {
    if (file !== undefined) openTab(file);
  }, [project, file]);
  useEffect(() => {
    const reread = (): void => {
      if (document.visibilityState === "visible") useTabs.getState().tabs.forEach((tab) => rereadTab(tab.path));
    };
    const warn = (event: BeforeUnloadEvent): void => {
      // Long texts are not kept by the browser, so that it has to ask.
      if (useTabs.getState().tabs.some((tab) => (tab.draft?.length ?? 0) > 200_000)) event.preventDefault();
    };
    addEventListener("focus", reread);
    addEventListener("beforeunload", warn);
    return () => {
      removeEventListener("focus", reread);
      removeEventListener("beforeunload", warn);
    };
  }, []);
  const show = (path: string, at?: number): void =>
    navigate(address("files", { project, file: path, ...(at === undefined ? {} : { line: String(at) }) }));
  const close = (path: string): void => {
    const index = tabs.findIndex((tab) => tab.path === path);
    closeTab(path);
    const next = tabs[index + 1] ?? tabs[index - 1];
    if (path === file) navigate(next === undefined ? address("files", { project }) : address("files", { project, file: next.path }));
  };
  useKeys({
    "mod+p": () => setQuick(true),
    "/": () => {
      setColumn("search");
      if (narrow) navigate(address("files", { project }));
      setTimeout(() => document.querySelector<HTMLElement>("[data-files-search]")?.focus(), 50);
    },
    "mod+s": () => file !== undefined && void saveTab(file),
  });
  const tab = tabs.find((other) => other.path === file);
  const unsaved = new Set(tabs.filter((other) => other.draft !== undefined).map((other) => other.path));
  const browser = (
    <>
      <ProjectHeader project={project} current="files" />
      <div className="files-switch segments" role="group" aria-label={texts.files.column}>
        <button type="button" aria-pressed={column === "tree"} onClick={() => setColumn("tree")}>
          {texts.files.treeTab}
        </button>
        <button type="button" aria-pressed={column === "search"} onClick={() => setColumn("search")}>
          {texts.files.searchTab}
        </button>
      </div>
      {column === "tree" ? (
        <Tree key={project} project={project} current={file} unsaved={unsaved} changed={changed} onOpen={show} />
      ) : (
        <Search project={project} onOpen={show} />
      )}
    </>
  );
  return (
    <>
      {!narrow && <ContextColumn label={texts.files.tree}>{browser}</ContextColumn>}
      <div className="top">
        <div className="grow">
          {narrow && tab !== undefined && (
            <Link
              className="button bare compact icon-only"
              href={address("files", { project })}
              aria-label={texts.files.backToTree}
            >
              <Icon name="back" />
            </Link>
          )}
          <h1>{texts.files.title}</h1>
        </div>
        <Button icon="search" shortcut="mod+p" onClick={() => setQuick(true)}>
          {texts.files.quickOpen}
        </Button>
      </div>
      <TabBar tabs={tabs} current={file} onShow={show} onClose={close} />
      {tab === undefined && narrow ? (
        <div className="files-page">{browser}</div>
      ) : tab === undefined ? (
        <EmptyState
          action={
            <Button kind="primary" onClick={() => setQuick(true)}>
              {texts.files.quickOpen}
            </Button>
          }
        >
          {texts.files.empty}
        </EmptyState>
      ) : (
        <OpenFile key={`${project}/${tab.path}`} project={project} tab={tab} line={line} />
      )}
      {quick && <QuickOpen project={project} onOpen={show} onClose={() => setQuick(false)} />}
    </>
  );
}

function OpenFile({ project, tab, line }: { project: string; tab: Tab; line: number | undefined }) {
  const [selection, setSelection] = useState<EditorSelection>();
  const [asking, setAsking] = useState(false);
  const { file, path } = tab;
  if (file === undefined) {
    return tab.problem === "" ? <Skeleton lines={12} /> : <EmptyState>{visible(tab.problem)}</EmptyState>;
  }
  const text = tab.draft ?? file.text;
  return (
    <div className="files-open">
      {tab.conflict !== undefined && <SaveConflict path={path} mine={tab.draft ?? ""} theirs={tab.conflict} />}
      {tab.problem !== "" && (
        <p className="banner bad" role="alert">
          {visible(tab.problem)}
        </p>
      )}
      {text === undefined ? (
        <EmptyState>{file.reason}</EmptyState>
      ) : (
        <Suspense fallback={<Skeleton lines={12} />}>
          <Editor
            key={tab.version}
            path={path}
            text={text}
            label={texts.files.editorOf(path)}
            line={line}
            onChange={(next) => editTab(path, next)}
            onSave={() => void saveTab(path)}
            onSelect={setSelection}
          />
        </Suspense>
      )}
      {text !== undefined && (
        <div className="files-foot">
          <span className="muted cut grow">
            {selection === undefined ? visible(path) : texts.files.selected(selection.from, selection.to)}
          </span>
          <Button size="compact" icon="sessions" onClick={() => setAsking(true)}>
            {selection === undefined ? texts.files.askFile : texts.files.ask}
          </Button>
          <Button
            size="compact"
            kind="primary"
            shortcut="mod+s"
            disabled={tab.draft === undefined || tab.conflict !== undefined}
            onClick={() => void saveTab(path)}
          >
            {tab.draft === undefined ? texts.files.saved : texts.files.save}
          </Button>
        </div>
      )}
      {asking && <AskAgent project={project} path={path} selection={selection} onClose={() => setAsking(false)} />}
    </div>
  );
}

/** The files that the newest run with open changes would change. */
function useChangedFiles(project: string): ReadonlyMap<string, string> {
  const run = useRuns({ projectId: project, patch: ["open"], limit: 1 }).data?.[0]?.id;
  const report = useReport(run);
  return new Map(report.data?.files.map((file) => [file.path, file.status]));
}
