import { Gateway, type WebSocketLike } from "@codeagent/client";
import { describe, expect, it, vi } from "vitest";

type Sent = { id: string; payload: Record<string, unknown> };

/** A server in memory: what it was sent, and a way to answer. */
class FakeSocket implements WebSocketLike {
  readonly sent: Sent[] = [];
  private readonly listeners = new Map<string, (event: never) => void>();

  addEventListener(type: string, listener: (event: never) => void): void {
    this.listeners.set(type, listener);
    if (type === "open") queueMicrotask(() => listener({} as never));
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Sent);
  }

  close(): void {
    this.listeners.get("close")?.({ code: 1000, reason: "" } as never);
  }

  get commands(): unknown[] {
    return this.sent.map(({ payload }) => payload["command"]);
  }
}

const follower = { onEvent: () => {}, onDelta: () => {}, onRefused: () => {} };

describe("a page that leaves a run", () => {
  it("ends its events when nobody else follows it", async () => {
    const socket = new FakeSocket();
    const gateway = new Gateway({ url: "http://127.0.0.1:1", open: () => socket });
    await vi.waitFor(() => expect(gateway.state).toBe("online"));

    const first = gateway.follow("run-1", 0, { ...follower });
    const second = gateway.follow("run-1", 0, { ...follower });
    first();
    expect(socket.commands).toEqual(["/resume"]);
    second();
    second();
    expect(socket.commands).toEqual(["/resume", "/unsubscribe"]);
    expect(socket.sent.at(-1)?.payload["run"]).toBe("run-1");

    gateway.follow("run-1", 0, { ...follower });
    expect(socket.commands).toEqual(["/resume", "/unsubscribe", "/resume"]);
    gateway.close();
  });
});
