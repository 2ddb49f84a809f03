import { create } from "zustand";
import { serverUrl } from "./base";
import { ApiError } from "./rest";

/** Whether this browser is logged in: the server says so, because the cookie cannot be read. */
export type LoginState = "unknown" | "in" | "out";

interface Login {
  state: LoginState;
  /** Why a code was refused. */
  problem: string;
}

export const useLogin = create<Login>(() => ({ state: "unknown", problem: "" }));

/** An answer with 401 shows the login in place of every view. */
export function noteStatus(error: unknown): void {
  if (error instanceof ApiError && error.status === 401) {
    useLogin.setState({ state: "out" });
  }
}

/** Exchanges the single-use code in the fragment of the address for a cookie. A fragment is never sent to a server. */
export async function logInByAddress(): Promise<void> {
  const code = new URLSearchParams(location.hash.slice(1)).get("code");
  if (code === null) {
    await check();
    return;
  }
  history.replaceState(history.state, "", location.pathname + location.search);
  await logIn(code);
}

/** @param text the code, or the address that contains it */
export async function logIn(text: string): Promise<void> {
  const code = /[#&]code=([^&\s]+)/.exec(text)?.[1] ?? text.trim();
  try {
    const answer = await fetch(`${serverUrl}/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code }),
    });
    if (answer.ok) {
      useLogin.setState({ state: "in", problem: "" });
      return;
    }
    const problem = ApiError.of(await answer.json().catch(() => undefined), answer.status);
    await check();
    useLogin.setState({ problem: problem.message });
  } catch {
    useLogin.setState({ state: "in", problem: "" }); // No answer: the bar says that the server is away.
  }
}

async function check(): Promise<void> {
  try {
    const answer = await fetch(`${serverUrl}/api/v1/runs?limit=1`);
    useLogin.setState({ state: answer.status === 401 ? "out" : "in" });
  } catch {
    useLogin.setState({ state: "in" });
  }
}

/** After a lost connection: a browser does not tell why the server refused the next one. */
export function checkLogin(): void {
  void fetch(`${serverUrl}/api/v1/runs?limit=1`)
    .then((answer) => {
      if (answer.status === 401) {
        useLogin.setState({ state: "out" });
      }
    })
    .catch(() => undefined);
}
