/** What the server's gateway answers to a message of the portal: one acknowledgement, and the events of runs. */
export function replies(
  message: Record<string, unknown>,
  events: Record<string, { type: string; seq: number; at?: string }[]>,
): unknown[] {
  const payload = (message["payload"] ?? {}) as { command?: string; runs?: { run: string; seq: number }[] };
  const timestamp = new Date().toISOString();
  const acknowledgement = {
    id: message["id"],
    type: "response",
    timestamp,
    payload: { status: "ok", command: payload.command, commands: [], problem: "", suggestions: [] },
    metadata: {},
  };
  const resumed = (payload.command === "/resume" ? (payload.runs ?? []) : []).flatMap(({ run, seq }) =>
    (events[run] ?? [])
      .filter((event) => event.seq > seq)
      .map((event) => ({ id: "", type: "event", timestamp: event.at ?? timestamp, payload: event, metadata: { seq: event.seq } })),
  );
  return [acknowledgement, ...resumed];
}
