import type { components } from "./openapi.js";

/** A part of a patch that was not applied, because the files of the user do not fit. */
export type PatchConflict = components["schemas"]["PatchConflict"];

/** An error of the server, over REST or WebSocket. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** Such as UNKNOWN_RUN; empty if the answer is none of this server, for example a proxy's. */
    readonly code: string,
    /** What a client can do, such as missing or busy; empty if unknown. */
    readonly kind: string,
    /** The field, parameter or header that the error is about. */
    readonly field: string | undefined,
    /** The HTTP status, 0 if the error was a message of the gateway. */
    readonly status: number,
    /** The parts of a patch that were not applied, and why; empty if the error is about something else. */
    readonly conflicts: readonly PatchConflict[] = [],
  ) {
    super(code === "" ? message : `${message} (${code})`);
    this.name = "ApiError";
  }

  /** Reads the body of an error: a problem of RFC 9457, or an object with code, kind and message. */
  static of(body: unknown, status: number): ApiError {
    const json = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    const text = (name: string): string => (typeof json[name] === "string" ? (json[name] as string) : "");
    const message = text("message") || text("detail") || text("title") || `the server answered with HTTP ${status}`;
    return new ApiError(message, text("code"), text("kind"), text("field") || undefined, status, conflictsOf(json["conflicts"]));
  }

  /** Whether the same request would be refused again. */
  get permanent(): boolean {
    if (this.kind !== "") {
      return ["caller", "missing", "forbidden"].includes(this.kind);
    }
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

function conflictsOf(value: unknown): PatchConflict[] {
  return Array.isArray(value)
    ? value.filter((item): item is PatchConflict => typeof (item as Partial<PatchConflict> | null)?.path === "string")
    : [];
}

/** The server cannot be reached, or the run waits on it. */
export class ConnectionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ConnectionError";
  }
}
