import type { ToolRow } from "../../state/run";
import type { IconName } from "../../ui/Icon";

const ICONS: Record<string, IconName> = {
  read_file: "eye",
  list_files: "folder",
  stat: "eye",
  search: "search",
  edit_file: "edit",
  write_file: "edit",
  move_file: "edit",
  delete_file: "edit",
  git_apply: "edit",
  run_command: "terminal",
  process_start: "terminal",
  run_tests: "flask",
};

export function toolIcon(tool: string): IconName {
  return ICONS[tool] ?? (tool.startsWith("git_") ? "branch" : tool.startsWith("process_") ? "terminal" : "gear");
}

export type Arguments = Readonly<Record<string, unknown>>;

/** The arguments of a call; empty if they are no JSON object. */
export function argumentsOf(row: ToolRow): Arguments {
  try {
    const parsed: unknown = JSON.parse(row.arguments);
    return typeof parsed === "object" && parsed !== null ? (parsed as Arguments) : {};
  } catch {
    return {};
  }
}

/** What a call is about, in one line. */
export function subject(values: Arguments): string {
  for (const name of ["command", "path", "pattern", "from", "filter", "message", "process", "name"]) {
    const value = values[name];
    if (typeof value === "string" && value !== "") {
      return value;
    }
  }
  return "";
}

/** The lines that an edit adds and removes; undefined for other tools. */
export function editedLines(tool: string, values: Arguments): { removed: string[]; added: string[] } | undefined {
  const lines = (name: string): string[] => {
    const value = values[name];
    return typeof value === "string" && value !== "" ? value.replace(/\n$/, "").split("\n") : [];
  };
  if (tool === "write_file") {
    return { removed: [], added: lines("content") };
  }
  if (tool !== "edit_file") {
    return undefined;
  }
  const removed = lines("old");
  const added = lines("new");
  let same = 0;
  while (same < removed.length && same < added.length && removed[same] === added[same]) same++;
  let end = 0;
  while (
    end < removed.length - same &&
    end < added.length - same &&
    removed[removed.length - 1 - end] === added[added.length - 1 - end]
  ) {
    end++;
  }
  return { removed: removed.slice(same, removed.length - end), added: added.slice(same, added.length - end) };
}
