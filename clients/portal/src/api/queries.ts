import useSWR, { type SWRResponse } from "swr";
import { noteStatus } from "./login";
import { asError, data, rest, type ApiError, type ConnectionError, type Schemas } from "./rest";

export type Loaded<T> = SWRResponse<T, ApiError | ConnectionError>;

/** How often lists are read again while the page is visible; events of followed runs come at once. */
const LIST_MILLIS = 5_000;

/**
 * Reads something by REST and keeps it: every view that names the same key shares one answer. The first element of a key
 * is the kind of thing, such as "runs", so that a change can name all of its lists.
 */
export function useQuery<T>(
  key: readonly [string, ...unknown[]] | undefined,
  read: () => Promise<T>,
  refreshMillis = 0,
): Loaded<T> {
  return useSWR<T, ApiError | ConnectionError>(
    key,
    async () => {
      try {
        return await read();
      } catch (error) {
        noteStatus(error);
        throw asError(error);
      }
    },
    { refreshInterval: refreshMillis, keepPreviousData: true, shouldRetryOnError: (error) => !isPermanent(error) },
  );
}

function isPermanent(error: ApiError | ConnectionError): boolean {
  return "permanent" in error && error.permanent;
}

export function useProjects(): Loaded<Schemas["Project"][]> {
  return useQuery(["projects"], () => data(rest.GET("/api/v1/projects")));
}

export interface RunFilter {
  projectId?: string;
  sessionId?: string;
  state?: Schemas["RunState"][];
  patch?: Schemas["PatchState"][];
  limit?: number;
}

export function useRuns(filter: RunFilter = {}, enabled = true): Loaded<Schemas["Run"][]> {
  return useQuery(
    enabled ? ["runs", filter] : undefined,
    () => data(rest.GET("/api/v1/runs", { params: { query: filter } })),
    LIST_MILLIS,
  );
}

export function useSessions(projectId?: string): Loaded<Schemas["Conversation"][]> {
  return useQuery(
    ["sessions", projectId],
    () => data(rest.GET("/api/v1/sessions", { params: { query: projectId === undefined ? {} : { projectId } } })),
    LIST_MILLIS,
  );
}

export function useApprovals(): Loaded<Schemas["Approval"][]> {
  return useQuery(["approvals"], () => data(rest.GET("/api/v1/approvals")), LIST_MILLIS);
}

export function useProviders(): Loaded<Schemas["ProviderEntry"][]> {
  return useQuery(["providers"], () => data(rest.GET("/api/v1/providers")));
}

export function useKnownProviders(): Loaded<Schemas["KnownProvider"][]> {
  return useQuery(["known-providers"], () => data(rest.GET("/api/v1/known-providers")));
}

/** A version of a thing that is edited; the tag goes back with the change, so that no change of somebody else is lost. */
export interface Edited<T> {
  value: T;
  tag: string;
}

export async function withTag<T>(request: Promise<{ data?: T; response: Response }>): Promise<Edited<NonNullable<T>>> {
  try {
    const { data: value, response } = await request;
    return { value: value as NonNullable<T>, tag: response.headers.get("ETag") ?? "" };
  } catch (error) {
    throw asError(error);
  }
}
