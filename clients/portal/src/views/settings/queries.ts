import type { Schemas } from "../../api/rest";
import { data, rest } from "../../api/rest";
import { useQuery, type Loaded } from "../../api/queries";

const PULL_MILLIS = 1000;

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
