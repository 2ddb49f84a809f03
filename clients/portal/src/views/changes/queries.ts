import { useQuery, type Loaded } from "../../api/queries";
import { ApiError, data, rest, type Schemas } from "../../api/rest";
import { changedFiles, type ChangedFile } from "./model";
import { parsePatch } from "./patch";

/** The changes of a run. The key begins with "runs", so that what changes a run reads them again. */
export function useChanges(run: string): Loaded<ChangedFile[]> {
  return useQuery(["runs", "changes", run], async () => {
    const files = await data(rest.GET("/api/v1/runs/{run}/hunks", { params: { path: { run } } }));
    // Only files that have no hunks of their own need the text of the whole patch.
    const patch = files.some((file) => file.hunks.length === 0) ? parsePatch(await readPatch(run)) : [];
    return changedFiles(files, patch);
  });
}

async function readPatch(run: string): Promise<Uint8Array> {
  const answer = await rest.GET("/api/v1/runs/{run}/diff", { params: { path: { run } }, parseAs: "arrayBuffer" });
  return new Uint8Array(answer.data as unknown as ArrayBuffer);
}

export function useReport(run: string | undefined): Loaded<Schemas["RunReport"]> {
  return useQuery(run === undefined ? undefined : ["runs", "report", run], async () => {
    const request = { params: { path: { run: run ?? "" } }, headers: { Accept: "application/json" } };
    return (await data(rest.GET("/api/v1/runs/{run}/report", request))) as Schemas["RunReport"];
  });
}

/** Where the project sends results; null if it has no git server. */
export function useRemote(project: string): Loaded<Schemas["Remote"] | null> {
  return useQuery(["remote", project], async () => {
    try {
      return await data(rest.GET("/api/v1/projects/{id}/remote", { params: { path: { id: project } } }));
    } catch (error) {
      if (error instanceof ApiError && error.permanent) return null;
      throw error;
    }
  });
}
