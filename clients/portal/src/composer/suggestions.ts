import { gateway } from "../api/gateway";
import { rest, type Schemas } from "../api/rest";
import { rank } from "../ui/Palette";

/** What the user can insert where the caret is: a command at the beginning of the prompt, or a file after @. */
export interface Suggestion {
  /** The text that replaces what was typed. */
  insert: string;
  label: string;
  detail: string;
}

export interface Word {
  kind: "command" | "file";
  /** The positions of the word in the prompt, with its sign. */
  start: number;
  end: number;
  text: string;
}

/** The word before the caret that suggestions can complete. */
export function wordAt(prompt: string, caret: number): Word | undefined {
  const before = prompt.slice(0, caret);
  const command = /^\/[a-z-]*$/.exec(before);
  if (command !== null) {
    return { kind: "command", start: 0, end: caret, text: before.slice(1) };
  }
  const file = /(?:^|\s)@("[^"\n]*|[^\s"]*)$/.exec(before);
  if (file === null) {
    return undefined;
  }
  const typed = file[1] ?? "";
  return { kind: "file", start: caret - typed.length - 1, end: caret, text: typed.replace(/^"/, "") };
}

interface CommandSyntax {
  name: string;
  parameter: string;
  description: string;
}

let commands: Promise<readonly CommandSyntax[]> | undefined;

/** The commands that the server has; they do not change while it runs. */
export function serverCommands(): Promise<readonly CommandSyntax[]> {
  commands ??= gateway()
    .command({ command: "/help" })
    .then(
      (answer) => answer["commands"] as CommandSyntax[],
      () => {
        commands = undefined;
        return [];
      },
    );
  return commands;
}

const files = new Map<string, { at: number; paths: Promise<readonly string[]> }>();
const FILES_MILLIS = 30_000;

function projectFiles(project: string): Promise<readonly string[]> {
  const known = files.get(project);
  if (known !== undefined && Date.now() - known.at < FILES_MILLIS) {
    return known.paths;
  }
  const paths = rest
    .GET("/api/v1/projects/{id}/files", {
      params: { path: { id: project }, query: { recursive: true, limit: 1000 } },
    })
    .then(
      (answer) => (answer.data as Schemas["FilePage"]).entries.map((entry) => entry.path),
      (): string[] => [],
    );
  files.set(project, { at: Date.now(), paths });
  return paths;
}

const MOST = 8;

export async function suggest(word: Word, project: string | undefined): Promise<Suggestion[]> {
  if (word.kind === "command") {
    return best(await serverCommands(), word.text, (command) => command.name.replace(/^\//, "")).map((command) => ({
      insert: `${command.name} `,
      label: command.name,
      detail: command.description,
    }));
  }
  const paths = project === undefined ? [] : await projectFiles(project);
  return best(paths, word.text, (path) => path).map((path) => ({
    insert: /[\s"]/.test(path) ? `@"${path}" ` : `@${path} `,
    label: path.slice(path.lastIndexOf("/") + 1),
    detail: path,
  }));
}

function best<T>(items: readonly T[], typed: string, text: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, rank: rank(typed.toLowerCase(), text(item).toLowerCase()) }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ item }) => item);
}
