import type { Schemas } from "../../api/rest";

export interface TreeRow {
  path: string;
  name: string;
  type: Schemas["FileEntryType"];
  depth: number;
  /** Its number in its folder, from 1, and how many entries that has. */
  position: number;
  siblings: number;
}

/** The entries that are shown: folders first, each with its entries below it if it is open and read. */
export function treeRows(
  folders: ReadonlyMap<string, readonly Schemas["FileEntry"][]>,
  open: ReadonlySet<string>,
  folder = "",
  depth = 0,
): TreeRow[] {
  const entries = [...(folders.get(folder) ?? [])].sort(
    (a, b) => Number(b.type === "directory") - Number(a.type === "directory") || (a.path < b.path ? -1 : 1),
  );
  return entries.flatMap((entry, index) => {
    const path = entry.path.replace(/\/$/, "");
    const row: TreeRow = {
      path,
      name: path.slice(path.lastIndexOf("/") + 1),
      type: entry.type,
      depth,
      position: index + 1,
      siblings: entries.length,
    };
    return entry.type === "directory" && open.has(path) ? [row, ...treeRows(folders, open, path, depth + 1)] : [row];
  });
}
