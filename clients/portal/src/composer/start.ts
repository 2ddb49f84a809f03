import { gateway } from "../api/gateway";
import { refresh } from "../state/runs";
import type { Prompt } from "./Composer";

export interface Started {
  run: string;
  project: string;
  session: string;
}

export interface StartOptions {
  project: string;
  /** The command if the prompt begins with none. */
  command: string;
  session?: string;
  /** The run on whose result the new one works. */
  followUp?: string;
  provider?: string;
}

/** The payload of a command; the server reads a prompt that begins with a command, so that options work as in a terminal. */
export async function payloadOf(prompt: Prompt, options: StartOptions): Promise<Record<string, unknown>> {
  const line = prompt.text.startsWith("/") ? prompt.text : undefined;
  const parsed = line === undefined ? undefined : await gateway().command({ command: "/parse", line });
  if (parsed !== undefined && parsed["problem"] !== "") {
    const similar = parsed["suggestions"] as string[];
    throw new Error(`${String(parsed["problem"])}${similar.length > 0 ? `; similar: ${similar.join(", ")}` : ""}`);
  }
  return {
    command: options.command,
    prompt: prompt.text,
    ...(options.provider === undefined ? {} : { provider: options.provider }),
    ...((parsed?.["payload"] as Record<string, unknown> | undefined) ?? {}),
    context: { projectId: options.project, ...(options.session === undefined ? {} : { sessionId: options.session }) },
  };
}

/** Starts a run. A connection that breaks meanwhile does not start it twice. */
export async function startRun(prompt: Prompt, options: StartOptions): Promise<Started> {
  const payload = await payloadOf(prompt, options);
  const answer = await gateway().command({
    ...payload,
    ...(prompt.attachments.length === 0 ? {} : { attachments: prompt.attachments }),
    ...(options.followUp === undefined ? {} : { followUp: { run: options.followUp } }),
  });
  refresh("runs", "sessions");
  return { run: String(answer["run"]), project: String(answer["projectId"]), session: String(answer["sessionId"]) };
}
