import type { Schemas } from "../../api/rest";
import { asError, data, rest } from "../../api/rest";
import { useQuery, type Loaded } from "../../api/queries";

const PULL_MILLIS = 1000;

export function useKnownProviders(): Loaded<Schemas["KnownProvider"][]> {
  return useQuery(["known-providers"], () => data(rest.GET("/api/v1/known-providers")));
}

export function usePulls(provider: string, enabled: boolean): Loaded<Schemas["ModelPull"][]> {
  return useQuery(
    enabled ? ["pulls", provider] : undefined,
    () => data(rest.GET("/api/v1/providers/{id}/pulls", { params: { path: { id: provider } } })),
    PULL_MILLIS,
  );
}

export function useModels(provider: string, query: string, page: number): Loaded<Schemas["ProviderModelPage"]> {
  return useQuery(["models", provider, query, page], () =>
    data(
      rest.GET("/api/v1/providers/{id}/models", {
        params: { path: { id: provider }, query: { query, page, pageSize: 20 } },
      }),
    ),
  );
}

export function useAgents(projectId: string | undefined): Loaded<Schemas["AgentConfiguration"][]> {
  return useQuery(projectId === undefined ? undefined : ["agents", projectId], () =>
    data(rest.GET("/api/v1/agents", { params: { query: { projectId: projectId ?? "" } } })),
  );
}

export function useBudgets(): Loaded<Schemas["Budget"][]> {
  return useQuery(["budgets"], () => data(rest.GET("/api/v1/budgets")), 10_000);
}

export function useWebhooks(): Loaded<Schemas["Webhook"][]> {
  return useQuery(["webhooks"], () => data(rest.GET("/api/v1/webhooks")));
}

export function useHealth(): Loaded<Schemas["DiagnosticReport"]> {
  return useQuery(["health"], () => data(rest.GET("/api/v1/health")));
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
