import { applyPatch, structuredPatch } from "diff";
import { readText, writeText } from "../files/content";
import { apply } from "./actions";

/** How long the browser may compare two versions of a file. */
const COMPARE_MILLIS = 3000;

/**
 * What the file is after the user's edits: the file in the project may have other changes of the user, which stay.
 * Undefined if both changed the same place.
 */
export function withEdits(result: string, edited: string, inProject: string): string | undefined {
  if (inProject === result) {
    return edited;
  }
  const patch = structuredPatch("a", "b", result, edited, "", "", { context: 3, timeout: COMPARE_MILLIS });
  const merged = patch === undefined ? false : applyPatch(inProject, patch, { autoConvertLineEndings: false });
  return merged === false ? undefined : merged;
}

/**
 * Accepts a file with the user's edits: the server merges the file of the run first, and records that; then the edits are
 * written, unless somebody changed the file meanwhile.
 *
 * @returns whether the edits are written; without, the file is as the run made it
 */
export async function acceptEdited(project: string, run: string, path: string, edited: string): Promise<boolean> {
  const result = await readText({ run }, path);
  await apply(run, [{ path }]);
  const now = await readText({ project }, path);
  if (result.text === undefined || now.text === undefined) {
    return false;
  }
  const merged = withEdits(result.text, edited, now.text);
  if (merged === undefined) {
    return false;
  }
  if (merged !== now.text) {
    await writeText(project, path, merged, now.etag);
  }
  return true;
}
