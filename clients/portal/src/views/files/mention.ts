import type { EditorSelection } from "./Editor";

/** The file as the prompt names it, with the selected lines. */
export function mention(path: string, selection: Pick<EditorSelection, "from" | "to"> | undefined): string {
  const file = /[\s"]/.test(path) ? `@"${path}"` : `@${path}`;
  if (selection === undefined) {
    return `${file} `;
  }
  const lines = selection.from === selection.to ? `line ${selection.from}` : `lines ${selection.from} to ${selection.to}`;
  return `${file} ${lines}: `;
}
