import { Connection, type GatewayMessage, type OpenWebSocket } from "./connection.js";
import { Cursor } from "./cursor.js";
import { ApiError, ConnectionError } from "./errors.js";
import type { Delta, FollowUp, RunEvent } from "./events.js";
import { randomId } from "./ids.js";

/** The server waits while, for example, its disk is full, and says so every five seconds. */
const MAX_ERRORS_WITHOUT_PROGRESS = 6;
const IDLE_MILLIS = 20_000;
const MAX_UNANSWERED_PINGS = 3;
const HANDSHAKE_MILLIS = 15_000;

/** A command that starts a run. The project is named by its id, or by a directory of the server's machine. */
export interface NewRun {
  command: string;
  prompt: string;
  args?: string[];
  projectId?: string;
  path?: string;
  subdirectory?: string;
  /** Commands with the same session share a conversation. */
  sessionId?: string;
  /** NAME or NAME/MODEL, instead of the project's configuration. */
  provider?: string;
  headless?: boolean;
  withoutTests?: boolean;
  /** The earlier run on whose result this one works, with comments on its lines. */
  followUp?: FollowUp;
  /** Ids of attachments. */
  attachments?: string[];
}

/** What a client of a run sees: each event once and in order, each character of a block once. */
export type RunMessage =
  | { kind: "accepted"; run: string; session: string }
  | { kind: "event"; event: RunEvent }
  | { kind: "delta"; delta: Delta }
  | { kind: "connection"; state: "lost" | "restored"; reason: string };

export interface StreamOptions {
  /** Address of the server, such as http://127.0.0.1:8080. */
  url: string;
  /** Called for every connection; empty in a browser, where the cookie of the login is sent. */
  headers?: () => Record<string, string>;
  open?: OpenWebSocket;
  /** Pauses between attempts to connect, and how long all attempts last. */
  backoff?: { firstMillis: number; maxMillis: number; totalMillis: number };
  signal?: AbortSignal;
}

/** Starts a run and follows it to its end, also if connections break or the server restarts. */
export function startRun(run: NewRun, options: StreamOptions): AsyncGenerator<RunMessage, void, void> {
  return new RunStream(options, { ...run, sessionId: run.sessionId ?? `s-${randomId()}` }).messages();
}

/** Follows a run that exists, from the event after a number; 0 means all. */
export function followRun(run: string, after: number, options: StreamOptions): AsyncGenerator<RunMessage, void, void> {
  return new RunStream(options, undefined, new Cursor(run, after)).messages();
}

class RunStream {
  private readonly startId: string = randomId();
  private resumeId = "";
  private resuming = false;
  private errors = 0;
  private pings = 0;
  private finished = false;

  constructor(
    private readonly options: StreamOptions,
    private readonly command: NewRun | undefined,
    private cursor?: Cursor,
  ) {}

  async *messages(): AsyncGenerator<RunMessage, void, void> {
    let connection = await this.connect();
    try {
      this.sendFirst(connection);
      while (!this.finished) {
        this.options.signal?.throwIfAborted();
        const next = await connection.next(IDLE_MILLIS);
        let lost: string | undefined;
        if (next === "idle") {
          lost = this.pings++ < MAX_UNANSWERED_PINGS ? undefined : "the server does not answer";
          if (lost === undefined) {
            connection.send(randomId(), { command: "/ping" });
          }
        } else if ("reason" in next) {
          if (next.fatal) {
            throw new ConnectionError(`the connection ended: ${next.reason}`);
          }
          lost = next.reason;
        } else {
          this.pings = 0;
          yield* this.handle(connection, next);
        }
        if (lost !== undefined) {
          yield { kind: "connection", state: "lost", reason: lost };
          connection.close();
          connection = await this.reconnect();
          yield { kind: "connection", state: "restored", reason: lost };
          this.sendFirst(connection);
        }
      }
    } finally {
      connection.close();
    }
  }

  private *handle(connection: Connection, message: GatewayMessage): Generator<RunMessage, void, void> {
    const payload = message.payload;
    if (message.type === "error") {
      this.handleError(message.id, ApiError.of(payload, 0));
    } else if (payload["status"] === "accepted" && this.cursor === undefined) {
      this.cursor = new Cursor(String(payload["run"]), 0);
      yield { kind: "accepted", run: this.cursor.run, session: String(payload["sessionId"]) };
    } else if (payload["status"] === "resumed" && message.id === this.resumeId) {
      this.resuming = false;
    } else if (this.cursor !== undefined && payload["run"] === this.cursor.run) {
      yield* this.deliver(connection, this.cursor, message);
    }
  }

  private *deliver(connection: Connection, cursor: Cursor, message: GatewayMessage): Generator<RunMessage, void, void> {
    const seq = message.metadata?.seq ?? 0;
    if (message.payload["type"] === "delta") {
      const delta = cursor.newPart(message.payload as unknown as Delta);
      if (delta !== undefined) {
        yield { kind: "delta", delta };
      }
    } else if (seq > 0) {
      const event = { ...message.payload, seq, at: message.timestamp } as unknown as RunEvent;
      const order = cursor.advance(event);
      if (order === "gap") {
        this.resume(connection, cursor);
      } else if (order === "next") {
        this.errors = 0;
        this.finished = event.type === "run.finished";
        yield { kind: "event", event };
      }
    }
  }

  /** An error that answers this client's own request ends the stream; a temporary error of the run does not. */
  private handleError(id: string, error: ApiError): void {
    const own = id === this.resumeId && (this.resuming || error.permanent);
    if (this.cursor === undefined || own) {
      throw error;
    }
    if (++this.errors === MAX_ERRORS_WITHOUT_PROGRESS) {
      throw new ConnectionError(`run ${this.cursor.run} waits: ${error.message}; the server continues it`);
    }
  }

  private async connect(): Promise<Connection> {
    const url = `${this.options.url.replace(/^http/, "ws").replace(/\/+$/, "")}/ws/v1/connect`;
    const open: OpenWebSocket = this.options.open ?? ((address, protocol) => new WebSocket(address, protocol));
    return await Connection.open(open, url, this.options.headers?.() ?? {}, HANDSHAKE_MILLIS);
  }

  private async reconnect(): Promise<Connection> {
    const backoff = this.options.backoff ?? { firstMillis: 100, maxMillis: 5_000, totalMillis: 60_000 };
    let pause = backoff.firstMillis;
    for (let waited = 0; ; waited += pause, pause = Math.min(2 * pause, backoff.maxMillis)) {
      // Between half and all of the pause, so that many clients of a restarted server do not come back together.
      await new Promise((resolve) => setTimeout(resolve, (pause * (1 + Math.random())) / 2));
      this.options.signal?.throwIfAborted();
      try {
        return await this.connect();
      } catch (error) {
        if (error instanceof ApiError) {
          throw error;
        }
        if (waited >= backoff.totalMillis) {
          throw new ConnectionError(`the server did not answer within ${backoff.totalMillis / 1000} s (${String(error)})`);
        }
      }
    }
  }

  /** The server answers a command that is sent again with the run that it started. */
  private sendFirst(connection: Connection): void {
    if (this.cursor !== undefined) {
      this.resume(connection, this.cursor);
    } else if (this.command !== undefined) {
      const { projectId, path, subdirectory, sessionId, ...payload } = this.command;
      connection.send(this.startId, { ...payload, context: { projectId, path, subdirectory, sessionId } });
    }
  }

  private resume(connection: Connection, cursor: Cursor): void {
    this.resumeId = randomId();
    this.resuming = true;
    connection.send(this.resumeId, { command: "/resume", runs: [cursor] });
  }
}
