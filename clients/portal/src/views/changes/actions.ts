import { gateway } from "../../api/gateway";
import { ApiError, asError, data, rest, type Schemas } from "../../api/rest";
import { refresh } from "../../state/runs";
import type { Comment } from "./model";

/** Applies parts of a patch: all of them, or none. */
export async function apply(run: string, parts: Schemas["PatchSelectionInput"][]): Promise<Schemas["Run"]> {
  if (parts.length === 0) {
    throw new Error("nothing is selected"); // The server would apply everything.
  }
  const answer = await data(rest.POST("/api/v1/runs/{run}/apply", { params: { path: { run } }, body: { parts } }));
  refresh("runs");
  return answer;
}

export function isConflict(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === "CONFLICT";
}

/** One run that works on the result of another one, with all comments on its lines. */
export async function followUp(
  run: Schemas["Run"],
  comments: readonly Comment[],
  prompt: string,
): Promise<{ run: string; session: string }> {
  const answer = await gateway().command({
    command: "/code",
    prompt,
    context: { projectId: run.project, sessionId: run.session },
    followUp: { run: run.id, comments: comments.map(({ path, line, text }) => ({ path, line, text })) },
  });
  refresh("runs", "sessions");
  return { run: String(answer["run"]), session: String(answer["sessionId"]) };
}

export async function discard(run: string): Promise<void> {
  await data(rest.POST("/api/v1/runs/{run}/discard", { params: { path: { run } } }));
  refresh("runs");
}

export async function undo(run: string): Promise<Schemas["UndoResult"]> {
  const result = await data(rest.POST("/api/v1/runs/{run}/undo", { params: { path: { run } }, body: {} }));
  refresh("runs");
  return result;
}

export async function push(run: string): Promise<Schemas["PushedBranch"]> {
  return data(rest.POST("/api/v1/runs/{run}/push", { params: { path: { run } } }));
}

export async function pullRequestText(run: string): Promise<Schemas["PullRequestText"]> {
  return data(rest.GET("/api/v1/runs/{run}/pull-request", { params: { path: { run } } }));
}

export async function openPullRequest(
  run: string,
  body: Schemas["PullRequestRequest"],
): Promise<Schemas["OpenPullRequest"]> {
  return data(rest.POST("/api/v1/runs/{run}/pull-request", { params: { path: { run } }, body }));
}

/** What to tell about an error of any kind. */
export function messageOf(error: unknown): string {
  return asError(error).message;
}
