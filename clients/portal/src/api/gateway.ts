import { Gateway, type GatewayState } from "@codeagent/client";
import { mutate } from "swr";
import { create } from "zustand";
import { serverUrl } from "./base";
import { checkLogin } from "./login";

interface Connection {
  state: GatewayState;
  /** When the connection was lost, in ISO 8601; empty while there is one. */
  lostAt: string;
  /** Whether the server has a newer portal than this page. */
  upgraded: boolean;
}

export const useConnection = create<Connection>(() => ({ state: "waiting", lostAt: "", upgraded: false }));

let current: Gateway | undefined;

/** The one connection of this page. It connects again by itself; useConnection tells its state. */
export function gateway(): Gateway {
  current ??= new Gateway({ url: serverUrl, client: "portal", onState: changeState, onBroadcast: handleBroadcast });
  return current;
}

/** Shown after a second without a connection, because a restart of the server is shorter than that. */
const CALM_MILLIS = 1000;

let timer: ReturnType<typeof setTimeout> | undefined;

function changeState(state: GatewayState): void {
  clearTimeout(timer);
  if (state === "offline") {
    timer = setTimeout(() => useConnection.setState({ state, lostAt: new Date().toISOString() }), CALM_MILLIS);
    checkLogin();
    return;
  }
  useConnection.setState({ state, lostAt: "" });
  // What the views read by REST may have changed meanwhile.
  void mutate(() => true);
  void checkVersion();
}

function handleBroadcast(payload: Record<string, unknown>): void {
  if (payload["status"] === "provider.changed") {
    void mutate((key) => Array.isArray(key) && key[0] === "providers");
  }
}

let version: string | undefined;

/** A server that was upgraded has another page, because the page names its scripts by their content. */
async function checkVersion(): Promise<void> {
  const answer = await fetch(`${serverUrl}/`, { method: "HEAD", cache: "no-store" }).catch(() => undefined);
  const tag = answer?.headers.get("ETag") ?? undefined;
  if (version !== undefined && tag !== undefined && tag !== version) {
    useConnection.setState({ upgraded: true });
  }
  version = tag ?? version;
}

addEventListener("online", () => current?.connectNow());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    current?.connectNow();
  }
});
