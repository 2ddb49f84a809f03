import { Connection, type GatewayMessage, type OpenWebSocket } from "./connection.js";
import { Cursor } from "./cursor.js";
import { ApiError, ConnectionError } from "./errors.js";
import type { Delta, RunEvent } from "./events.js";
import { randomId } from "./ids.js";

const IDLE_MILLIS = 15_000;
const MAX_UNANSWERED_PINGS = 2;
const HANDSHAKE_MILLIS = 15_000;
const FIRST_PAUSE_MILLIS = 100;
const MAX_PAUSE_MILLIS = 5_000;

/** Whether there is a connection; "waiting" before the first one, and "offline" after one was lost. */
export type GatewayState = "waiting" | "online" | "offline";

/** What a follower of a run gets: each event once and in order, each character of a block once. */
export interface RunFollower {
  onEvent(event: RunEvent): void;
  onDelta(delta: Delta): void;
  /** The server refuses to send the run, for example because there is none with this id. */
  onRefused(error: ApiError): void;
}

export interface GatewayOptions {
  /** Address of the server, such as http://127.0.0.1:8080. */
  url: string;
  /** The name of this client in presence messages. */
  client?: string;
  /** Called for every connection; empty in a browser, where the cookie of the login is sent. */
  headers?: () => Record<string, string>;
  open?: OpenWebSocket;
  onState?: (state: GatewayState) => void;
  /** Messages of the server that answer no command and are no event, such as provider.changed. */
  onBroadcast?: (payload: Record<string, unknown>) => void;
}

interface PendingCommand {
  payload: Record<string, unknown>;
  resolve: (payload: Record<string, unknown>) => void;
  reject: (error: Error) => void;
}

interface Followed {
  cursor: Cursor;
  followers: Set<RunFollower>;
  resumeId: string;
}

/**
 * One connection for many runs and commands. It connects again for as long as it is open; runs continue after their last
 * event, and commands that have no answer are sent again, which the server executes once.
 */
export class Gateway {
  private readonly runs = new Map<string, Followed>();
  private readonly pending = new Map<string, PendingCommand>();
  private connection: Connection | undefined;
  private closed = false;
  private endPause: () => void = () => {};
  private current: GatewayState = "waiting";

  constructor(private readonly options: GatewayOptions) {
    void this.keepConnected();
  }

  get state(): GatewayState {
    return this.current;
  }

  /** Executes a command such as {command: "/help"}; the answer is the payload of its acknowledgement. */
  command(payload: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = randomId();
    return new Promise((resolve, reject) => {
      if (this.closed) {
        reject(new ConnectionError("the gateway is closed"));
        return;
      }
      this.pending.set(id, { payload, resolve, reject });
      this.connection?.send(id, payload);
    });
  }

  /**
   * Follows a run from the event after a number, also after its end. The function that it returns ends that; when the last
   * follower of a run has left, the server sends nothing of the run any more.
   */
  follow(run: string, after: number, follower: RunFollower): () => void {
    const known = this.runs.get(run);
    if (known === undefined || known.cursor.seq !== after) {
      const followed = { cursor: new Cursor(run, after), followers: known?.followers ?? new Set(), resumeId: "" };
      this.runs.set(run, followed);
      this.resume(followed);
    }
    const followed = this.runs.get(run) as Followed;
    followed.followers.add(follower);
    return () => {
      followed.followers.delete(follower);
      if (followed.followers.size === 0 && this.runs.get(run) === followed) {
        this.runs.delete(run);
        this.connection?.send(randomId(), { command: "/unsubscribe", run });
      }
    };
  }

  /** Connects now instead of after the pause. */
  connectNow(): void {
    this.endPause();
  }

  close(): void {
    this.closed = true;
    this.endPause();
    this.connection?.close();
    this.failPending(new ConnectionError("the gateway is closed"));
  }

  private async keepConnected(): Promise<void> {
    let pause = FIRST_PAUSE_MILLIS;
    while (!this.closed) {
      try {
        this.connection = await this.connect();
        pause = FIRST_PAUSE_MILLIS;
        this.change("online");
        this.sendAgain();
        await this.read(this.connection);
      } catch (error) {
        if (!(error instanceof ConnectionError || error instanceof ApiError)) {
          throw error;
        }
      }
      this.connection?.close();
      this.connection = undefined;
      if (!this.closed) {
        this.change("offline");
        await this.wait((pause * (1 + Math.random())) / 2);
        pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
      }
    }
  }

  private async connect(): Promise<Connection> {
    const url = `${this.options.url.replace(/^http/, "ws").replace(/\/+$/, "")}/ws/v1/connect`;
    const open: OpenWebSocket = this.options.open ?? ((address, protocol) => new WebSocket(address, protocol));
    const client = this.options.client ?? "typescript";
    return await Connection.open(open, url, this.options.headers?.() ?? {}, HANDSHAKE_MILLIS, client);
  }

  private async read(connection: Connection): Promise<void> {
    for (let pings = 0; !this.closed; ) {
      const next = await connection.next(IDLE_MILLIS);
      if (next === "idle") {
        if (pings++ === MAX_UNANSWERED_PINGS) {
          return;
        }
        connection.send(randomId(), { command: "/ping" });
      } else if ("reason" in next) {
        return;
      } else {
        pings = 0;
        this.handle(next);
      }
    }
  }

  private handle(message: GatewayMessage): void {
    const run = this.runs.get(String(message.payload["run"] ?? ""));
    if (run !== undefined && typeof message.payload["type"] === "string") {
      this.deliver(run, message);
      return;
    }
    const command = this.pending.get(message.id);
    if (command !== undefined && (message.type === "error" || message.payload["status"] !== undefined)) {
      this.pending.delete(message.id);
      if (message.type === "error") {
        command.reject(ApiError.of(message.payload, 0));
      } else {
        command.resolve(message.payload);
      }
    } else if (message.type === "error") {
      this.refuse(message);
    } else if (message.id === "") {
      this.options.onBroadcast?.(message.payload);
    }
  }

  private deliver(followed: Followed, message: GatewayMessage): void {
    const seq = message.metadata?.seq ?? 0;
    if (message.payload["type"] === "delta") {
      const delta = followed.cursor.newPart(message.payload as unknown as Delta);
      if (delta !== undefined) {
        followed.followers.forEach((follower) => follower.onDelta(delta));
      }
    } else if (seq > 0) {
      const event = { ...message.payload, seq, at: message.timestamp } as unknown as RunEvent;
      const order = followed.cursor.advance(event);
      if (order === "next") {
        followed.followers.forEach((follower) => follower.onEvent(event));
      } else if (order === "gap") {
        this.resume(followed);
      }
    }
  }

  private refuse(message: GatewayMessage): void {
    const error = ApiError.of(message.payload, 0);
    for (const [run, followed] of this.runs) {
      if (followed.resumeId === message.id && error.permanent) {
        this.runs.delete(run);
        followed.followers.forEach((follower) => follower.onRefused(error));
      }
    }
  }

  private sendAgain(): void {
    this.runs.forEach((followed) => this.resume(followed));
    this.pending.forEach((command, id) => this.connection?.send(id, command.payload));
  }

  private resume(followed: Followed): void {
    followed.resumeId = randomId();
    this.connection?.send(followed.resumeId, { command: "/resume", runs: [followed.cursor] });
  }

  private failPending(error: Error): void {
    this.pending.forEach((command) => command.reject(error));
    this.pending.clear();
  }

  private wait(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, millis);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private change(state: GatewayState): void {
    if (this.current !== state) {
      this.current = state;
      this.options.onState?.(state);
    }
  }
}
