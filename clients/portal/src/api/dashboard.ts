import { useQuery, type Loaded } from "./queries";
import { ApiError, type Schemas } from "./rest";
import { serverUrl } from "./base";

/** The distribution of times in milliseconds, by nearest rank. */
export interface Quantiles {
  count: number;
  p50: number;
  p95: number;
}

export interface ModelHealth {
  provider: string;
  model: string;
  breaker: "closed" | "half-open" | "open";
  breakerMillis: number;
  requests: number;
  errors: number;
  lastError?: string;
  millis?: Quantiles;
  firstTokenMillis?: Quantiles;
}

/** What happens on the server now. */
export interface Activity {
  at: string;
  startedAt: string;
  connections: { kind: string; open: number }[];
  runs: { state: Schemas["RunState"]; runs: number }[];
  queue: { running: number; maxRunning: number; waiting: number; maxWaiting: number; longestWaitMillis: number };
  approvals: { open: number; oldestAt?: string };
  models: ModelHealth[];
  sandboxes: {
    launcher: string;
    warm: number;
    maxWarm: number;
    starts: number;
    failedStarts: number;
    startMillis?: Quantiles;
  }[];
}

/** Totals of the days of a range, in UTC. */
export interface Dashboard {
  at: string;
  from: string;
  to: string;
  usageByDay: Schemas["UsageTotal"][];
  usageByProject: Schemas["UsageTotal"][];
  usageByModel: Schemas["UsageTotal"][];
  runsByDay: {
    day: string;
    runs: number;
    completed: number;
    failed: number;
    cancelled: number;
    green: number;
    judged: number;
    millis: Quantiles;
  }[];
  runsByProject: {
    project: string;
    name: string;
    runs: number;
    completed: number;
    failed: number;
    green: number;
    judged: number;
  }[];
  responseTimes: { at: string; millis: Quantiles }[];
}

export interface Range {
  from: string;
  to: string;
  projectId: string;
  bucket: "hour" | "day";
}

export type Table =
  | "usage-by-day"
  | "usage-by-project"
  | "usage-by-model"
  | "runs-by-day"
  | "runs-by-project"
  | "response-times";

async function get<T>(address: string): Promise<T> {
  const answer = await fetch(`${serverUrl}/api/v1${address}`);
  const body: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) {
    throw ApiError.of(body, answer.status);
  }
  return body as T;
}

function query(range: Range): string {
  const parameters = new URLSearchParams({ from: range.from, to: range.to, bucket: range.bucket });
  if (range.projectId !== "") {
    parameters.set("projectId", range.projectId);
  }
  return parameters.toString();
}

const TOTALS_MILLIS = 30_000;
const ACTIVITY_MILLIS = 5_000;

export function useDashboard(range: Range): Loaded<Dashboard> {
  return useQuery(["dashboard", range], () => get<Dashboard>(`/dashboard?${query(range)}`), TOTALS_MILLIS);
}

export function useActivity(): Loaded<Activity> {
  return useQuery(["activity"], () => get<Activity>("/dashboard/activity"), ACTIVITY_MILLIS);
}

/** Where the server offers a table as a file. */
export function tableAddress(table: Table, range: Range): string {
  return `${serverUrl}/api/v1/dashboard/tables/${table}?${query(range)}`;
}
