import { useState } from "react";
import { useQuery } from "../../api/queries";
import type { Schemas } from "../../api/rest";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { EmptyState, Query } from "../../ui/states";
import { VirtualList } from "../../ui/VirtualList";
import { visible } from "../../ui/visible";
import { readFolder } from "./content";
import { treeRows, type TreeRow } from "./treeRows";

/** The files of a project. A folder is read when it is opened, and only the rows in view exist. */
export function Tree({
  project,
  current,
  unsaved,
  changed,
  onOpen,
}: {
  project: string;
  current: string | undefined;
  unsaved: ReadonlySet<string>;
  /** Files that an open run changes, with their state. */
  changed: ReadonlyMap<string, string>;
  onOpen: (path: string) => void;
}) {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(foldersOf(current)));
  const folders = useQuery(["files", project, [...open].sort()], async () => {
    const all = ["", ...open];
    const read = await Promise.all(
      all.map((folder) =>
        readFolder(project, folder).catch((error: unknown): Schemas["FileEntry"][] => {
          if (folder === "") throw error;
          return []; // The folder is gone.
        }),
      ),
    );
    // A list, because SWR takes all maps for equal.
    return all.map((folder, index): [string, Schemas["FileEntry"][]] => [folder, read[index] ?? []]);
  });
  const toggle = (folder: string): void =>
    setOpen((old) => {
      const next = new Set(old);
      if (!next.delete(folder)) next.add(folder);
      return next;
    });
  return (
    <Query loaded={folders} lines={8}>
      {(read) => {
        const rows = treeRows(new Map(read), open);
        return rows.length === 0 ? (
          <EmptyState>{texts.files.noFiles}</EmptyState>
        ) : (
          <div className="files-tree" onKeyDown={moveFocus}>
            <VirtualList role="tree" label={texts.files.tree}>
              {rows.map((row) => (
                <Entry
                  key={row.path}
                  row={row}
                  open={open.has(row.path)}
                  current={row.path === current}
                  unsaved={unsaved.has(row.path)}
                  status={changed.get(row.path)}
                  onClick={() => (row.type === "directory" ? toggle(row.path) : onOpen(row.path))}
                />
              ))}
            </VirtualList>
          </div>
        );
      }}
    </Query>
  );
}

function Entry({
  row,
  open,
  current,
  unsaved,
  status,
  onClick,
}: {
  row: TreeRow;
  open: boolean;
  current: boolean;
  unsaved: boolean;
  status: string | undefined;
  onClick: () => void;
}) {
  const isFolder = row.type === "directory";
  const isFile = row.type === "file";
  return (
    <button
      type="button"
      role="treeitem"
      className="files-entry"
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={isFolder ? open : undefined}
      aria-current={current ? "true" : undefined}
      aria-selected={current}
      disabled={!isFolder && !isFile}
      title={isFolder || isFile ? visible(row.path) : texts.files.notFollowed}
      style={{ paddingLeft: `${8 + row.depth * 14}px` }}
      onClick={onClick}
    >
      {isFolder ? <Icon name={open ? "down" : "chevron"} /> : <span className="files-indent" />}
      <span className="cut grow">{visible(row.name)}</span>
      {status !== undefined && (
        <span className="files-status" title={texts.files.changedByRun(status)}>
          {status.slice(0, 1).toUpperCase()}
          <span className="hidden-text">{texts.files.changedByRun(status)}</span>
        </span>
      )}
      {unsaved && (
        <span className="files-unsaved" title={texts.files.unsaved}>
          ●<span className="hidden-text">{texts.files.unsaved}</span>
        </span>
      )}
    </button>
  );
}

/** Arrow keys move between the entries that are shown, and open and close folders. */
function moveFocus(event: React.KeyboardEvent): void {
  const isOpen = { ArrowRight: "false", ArrowLeft: "true" }[event.key];
  const focused = document.activeElement as HTMLElement;
  if (isOpen !== undefined && focused.ariaExpanded === isOpen) {
    event.preventDefault();
    focused.click();
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=treeitem]:not(:disabled)")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at >= 0 && next !== undefined) {
    event.preventDefault();
    next.focus();
  }
}

function foldersOf(path: string | undefined): string[] {
  const parts = path?.split("/").slice(0, -1) ?? [];
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}
