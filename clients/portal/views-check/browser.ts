import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { replies } from "./gateway";
import { chromium, type Browser, type Page, type Route, type WebSocketRoute } from "playwright-core";

const here = fileURLToPath(new URL(".", import.meta.url));
const built = join(here, "../target/portal");

/** Nothing listens at this port, so that a connection that is not answered here fails. */
export const ORIGIN = "http://127.0.0.1:58231";

/** The policy that the server sends with the page. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const TYPES: Record<string, string> = {
  ".html": "text/html;charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export const STATES = ["filled", "empty", "loading", "error", "offline"] as const;
export type State = (typeof STATES)[number];

interface Answer {
  type: string;
  tag: string;
  body: string;
}

interface RecordedEvent {
  type: string;
  run: string;
  seq: number;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(join(here, "recorded", name), "utf8")) as T;
const answers = read<Record<string, Answer>>("answers.json");
const events = read<Record<string, RecordedEvent[]>>("events.json");
export const places = read<{ project: string; session: string; run: string; planRun: string }>("places.json");

/** The time at which the answers were recorded, so that "2 min ago" is the same in each picture. */
const RECORDED_AT = Date.parse((JSON.parse(answers["/dashboard/activity"]?.body ?? "{}") as { at: string }).at);

export function isBuilt(): boolean {
  return existsSync(join(built, "index.html"));
}

export async function launch(): Promise<Browser> {
  return await chromium.launch({ executablePath: process.env["E2E_CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
}

export interface Look {
  theme: "light" | "dark";
  size: { width: number; height: number };
}

/** A page whose server is this file: the built portal, and the recorded answers in one of the states. */
interface ServedPage {
  page: Page;
  server: { state: State; loggedIn: boolean };
  sockets: WebSocketRoute[];
  problems: string[];
}

/** Pages that are free. A new page costs as much as all that a check does with it, because it has a process of its own. */
const free: ServedPage[] = [];

async function create(browser: Browser): Promise<ServedPage> {
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "en-GB" });
  const page = await context.newPage();
  const served: ServedPage = { page, server: { state: "filled", loggedIn: true }, sockets: [], problems: [] };
  page.on("pageerror", (error) => served.problems.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) served.problems.push(message.text());
  });
  await page.clock.setSystemTime(RECORDED_AT + 1000);
  await page.route("**/*", (route) => answer(route, served.server.state, served.server.loggedIn));
  await page.routeWebSocket(/.*/, (socket) => {
    served.sockets.push(socket);
    greet(socket, served.server.state);
  });
  return served;
}

/** Opens an address in a page as in a new browser. */
export async function open(browser: Browser, state: State, path: string, look: Look, loggedIn = true): Promise<{ page: Page; close: () => Promise<void>; problems: string[] }> {
  const served = free.pop() ?? (await create(browser));
  const { page, server, sockets } = served;
  const problems: string[] = [];
  served.problems = problems;
  sockets.length = 0;
  // A page that goes offline has shown its data before.
  Object.assign(server, { state: state === "offline" ? "filled" : state, loggedIn });
  await page.setViewportSize(look.size);
  await page.emulateMedia({ colorScheme: look.theme });
  await page.goto(ORIGIN + path);
  await page.waitForLoadState("load");
  if (state === "offline") {
    await loaded(page);
    server.state = "offline";
    await page.evaluate(refuseConnections);
    for (const socket of sockets.splice(0)) await socket.close();
    await page.getByRole("status").filter({ hasText: "Offline" }).waitFor({ timeout: 15_000 });
  }
  const close = async (): Promise<void> => {
    await page.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
    free.push(served);
  };
  return { page, problems, close };
}

/** Waits until nothing is read any more, and the last frame is drawn. */
export async function loaded(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Further connections of the page fail before they are open; a routed one is always open first. */
function refuseConnections(): void {
  class Refused extends EventTarget {
    constructor() {
      super();
      setTimeout(() => this.dispatchEvent(new CloseEvent("close", { code: 1006 })), 10);
    }
    send(): void {}
    close(): void {}
  }
  globalThis.WebSocket = Refused as unknown as typeof WebSocket;
}

async function answer(route: Route, state: State, loggedIn: boolean): Promise<void> {
  const url = new URL(route.request().url());
  if (url.origin !== ORIGIN) {
    await route.abort();
  } else if (url.pathname.startsWith("/api/v1/")) {
    await answerRest(route, decodeURIComponent(url.pathname.slice("/api/v1".length)), state, loggedIn);
  } else {
    await answerFile(route, url.pathname);
  }
}

async function answerFile(route: Route, path: string): Promise<void> {
  const file = join(built, path);
  const name = path !== "/" && extname(path) !== "" && existsSync(file) ? file : join(built, "index.html");
  const type = TYPES[extname(name)] ?? "application/octet-stream";
  const body = readFileSync(name);
  const headers = { "Content-Type": type, "Content-Security-Policy": POLICY };
  await route.fulfill({ headers, body: name.endsWith(".html") ? pageText(body.toString()) : body });
}

/** The server puts the path to its files before the relative ones of the build, because addresses of views have several parts. */
function pageText(text: string): string {
  return text.replace(/(src|href)="\.\//g, '$1="/');
}

async function answerRest(route: Route, path: string, state: State, loggedIn: boolean): Promise<void> {
  if (!loggedIn) {
    await problem(route, 401, "NOT_AUTHENTICATED", "this server answers only to its user");
    return;
  }
  switch (state) {
    case "offline":
      await route.abort("connectionrefused");
      return;
    case "loading":
      // The check of the login is answered; what a view reads is not.
      if (isLoginCheck(route)) await json(route, "[]");
      return;
    case "error":
      if (isLoginCheck(route)) await json(route, "[]");
      else await problem(route, 500, "INTERNAL", "the disk is full; free 2 GB in ./data");
      return;
    case "empty": {
      const body = answers[path]?.body ?? "";
      await json(route, path === "/dashboard" || isListing(body) ? emptied(body) : path.startsWith("/dashboard") || body.startsWith("{") ? body : "[]");
      return;
    }
    default: {
      const found = isRuleFile(route) ? RULE_FILE : answers[path];
      if (found === undefined) await problem(route, 404, "NOT_FOUND", "nothing is recorded for this address");
      else await route.fulfill({ headers: { "Content-Type": found.type, ETag: found.tag }, body: chosen(found.body, route) });
    }
  }
}

/** Addresses are recorded without their parameters, so that each project has one file; the rules are another one. */
const RULE_FILE = Object.entries(answers).find(([path, { body }]) => path.endsWith("/files/content") && body.includes('"rules"'))?.[1];

function isRuleFile(route: Route): boolean {
  return new URL(route.request().url()).searchParams.get("path") === ".codeagent/policy.json";
}

/** The entries of a list that the parameters of the request ask for, as the server chooses them. */
function chosen(body: string, route: Route): string {
  const { searchParams } = new URL(route.request().url());
  if (!body.startsWith("[")) {
    return isListing(body) ? listing(body, searchParams.get("path") ?? "") : body;
  }
  const fields = { projectId: "project", sessionId: "session", state: "state", patch: "patch" };
  const entries = (JSON.parse(body) as Record<string, unknown>[]).filter((entry) =>
    Object.entries(fields).every(([parameter, field]) => {
      const wanted = searchParams.getAll(parameter).flatMap((value) => value.split(","));
      return wanted.length === 0 || entry[field] === undefined || wanted.includes(String(entry[field]));
    }),
  );
  return JSON.stringify(entries);
}

interface Listing {
  entries: { path: string; type: string }[];
}

function isListing(body: string): boolean {
  return body.startsWith('{"entries":');
}

/** Only the folder at the top is recorded; each other one has one file. */
function listing(body: string, folder: string): string {
  const page = JSON.parse(body) as Listing;
  const file = page.entries.find(({ type }) => type === "file");
  return folder === "" || file === undefined ? body : JSON.stringify({ ...page, entries: [{ ...file, path: `${folder}/greeting.txt` }] });
}

/** All lists of an object, without their entries. */
function emptied(body: string): string {
  const entries = Object.entries(JSON.parse(body) as Record<string, unknown>);
  return JSON.stringify(Object.fromEntries(entries.map(([key, value]) => [key, Array.isArray(value) ? [] : value])));
}

function isLoginCheck(route: Route): boolean {
  return route.request().url().endsWith("/runs?limit=1");
}

async function json(route: Route, body: string): Promise<void> {
  await route.fulfill({ headers: { "Content-Type": "application/json" }, body });
}

async function problem(route: Route, status: number, code: string, message: string): Promise<void> {
  const body = JSON.stringify({ type: "about:blank", title: message, status, detail: message, code, kind: "internal", message });
  await route.fulfill({ status, headers: { "Content-Type": "application/problem+json" }, body });
}

/** The gateway of the state: events of runs in a filled one, and silence while it loads. */
function greet(socket: WebSocketRoute, state: State): void {
  socket.onMessage((text) => {
    if (state === "loading") return;
    const message = JSON.parse(String(text)) as Record<string, unknown>;
    for (const line of replies(message, state === "filled" ? events : {})) socket.send(JSON.stringify(line));
  });
}
