import { ApiError, ConnectionError } from "./errors.js";

/** What this client needs of a WebSocket: that of a browser and that of the package ws have it. */
export interface WebSocketLike {
  send(text: string): void;
  close(): void;
  addEventListener(type: "open", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: "error", listener: (event: { message?: string }) => void): void;
}

/** Opens a WebSocket with headers, which a browser cannot send; there the cookie of the login is sufficient. */
export type OpenWebSocket = (url: string, protocol: string, headers: Record<string, string>) => WebSocketLike;

const SUBPROTOCOL = "codeagent.v1";

/** Protocol error, wrong data, policy violation, message too large: a new connection would end in the same way. */
const FATAL_CLOSE_CODES = [1002, 1003, 1007, 1008, 1009, 1010];

/** A client that reads more slowly than the server sends connects again and resumes instead of holding all messages. */
const MAX_QUEUE = 10_000;

export interface GatewayMessage {
  id: string;
  type: string;
  timestamp: string;
  payload: Record<string, unknown>;
  metadata?: { seq?: number };
}

/** One connection: messages in the order of their arrival, until it breaks. */
export class Connection {
  private readonly queue: GatewayMessage[] = [];
  private wake: () => void = () => {};
  private lost: { reason: string; fatal: boolean } | undefined;

  private constructor(
    private readonly socket: WebSocketLike,
    private readonly client: string,
  ) {
    socket.addEventListener("message", (event) => this.receive(event.data));
    socket.addEventListener("close", (event) => {
      this.lose(event.reason || `closed with code ${event.code}`, FATAL_CLOSE_CODES.includes(event.code));
    });
    socket.addEventListener("error", (event) => this.lose(event.message ?? "the connection failed", false));
  }

  static async open(
    open: OpenWebSocket,
    url: string,
    headers: Record<string, string>,
    millis: number,
    client = "typescript",
  ): Promise<Connection> {
    const socket = open(url, SUBPROTOCOL, headers);
    const connection = new Connection(socket, client);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => fail(`no answer for ${millis} ms`), millis);
      const fail = (reason: string): void => {
        clearTimeout(timer);
        socket.close();
        // The package ws reports the status of a refused handshake only in this text.
        const status = Number(/Unexpected server response: (\d+)/.exec(reason)?.[1] ?? 0);
        const refused = [400, 401, 403].includes(status);
        reject(refused ? new ApiError(reason, "", "", undefined, status) : new ConnectionError(reason));
      };
      connection.wake = () => fail(connection.lost?.reason ?? "the connection failed");
      socket.addEventListener("open", () => {
        connection.wake = () => {}; // The first message may arrive before the caller waits for it.
        clearTimeout(timer);
        resolve();
      });
    });
    return connection;
  }

  send(id: string, payload: Record<string, unknown>): void {
    const timestamp = new Date().toISOString();
    const metadata = { version: "1.0", client: this.client };
    this.socket.send(JSON.stringify({ id, type: "command", timestamp, payload, metadata }));
  }

  /** The next message; "idle" if none arrives in time, or why the connection ended. */
  async next(idleMillis: number): Promise<GatewayMessage | "idle" | { reason: string; fatal: boolean }> {
    if (this.queue.length === 0 && this.lost === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, idleMillis);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = () => {};
    }
    return this.queue.shift() ?? this.lost ?? "idle";
  }

  close(): void {
    this.socket.close();
  }

  private receive(data: unknown): void {
    const message = parse(String(data));
    if (message !== undefined && this.lost === undefined) {
      this.queue.push(message);
      if (this.queue.length > MAX_QUEUE) {
        this.lose("this client reads too slowly", false);
        this.socket.close();
      }
      this.wake();
    }
  }

  private lose(reason: string, fatal: boolean): void {
    this.lost ??= { reason, fatal };
    this.wake();
  }
}

/** A message of a newer server that cannot be read is ignored. */
function parse(text: string): GatewayMessage | undefined {
  try {
    const message = JSON.parse(text) as GatewayMessage;
    return typeof message.payload === "object" && message.payload !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
