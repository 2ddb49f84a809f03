// What cases use: pages of a browser that is logged in, projects with a scripted model, and the REST API.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const CHROMIUM = process.env.E2E_CHROMIUM ?? "/usr/bin/chromium";
const TIMEOUT_MILLIS = 30_000;

export class Harness {
  server = process.env.E2E_SERVER;
  authorization = readFileSync(process.env.E2E_TOKEN_FILE, "utf8").trim().replace(/^Authorization: /, "");
  #answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  #browser;
  #contexts = [];
  #violations = [];

  static async start() {
    const harness = new Harness();
    harness.#browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    return harness;
  }

  /** A violation of the Content-Security-Policy or an exception on a page fails the case. */
  async execute(name, body) {
    this.#violations = [];
    try {
      await body(this);
    } catch (error) {
      await this.#picture(name);
      throw error;
    } finally {
      await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    }
    if (this.#violations.length > 0) {
      throw new Error(this.#violations.join("\n"));
    }
  }

  async close() {
    await this.#browser.close();
  }

  /** A page of a new browser profile that is logged in by an address with a code, as `codeagent up` prints it. */
  async page(options = {}) {
    const page = await this.strangersPage(options);
    await page.goto(await this.loginAddress());
    await page.getByRole("heading", { level: 1 }).waitFor();
    return page;
  }

  /** A page of a new browser profile without a login. */
  async strangersPage(options = {}) {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    context.setDefaultTimeout(TIMEOUT_MILLIS);
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on("pageerror", (error) => this.#violations.push(`exception on ${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (/Content Security Policy|TrustedHTML|TrustedScript/.test(message.text())) {
        this.#violations.push(message.text());
      }
    });
    return page;
  }

  async loginAddress() {
    const { code } = await this.rest("POST", "/api/v1/login-codes");
    return `${this.server}/#code=${code}`;
  }

  async rest(method, path, body) {
    const answer = await fetch(this.server + path, {
      method,
      headers: { Authorization: this.authorization, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
  }

  /** A project of a new git repository, whose agents use the scenario of a case: {id, name, path}. */
  async project(scenario, files = { "README.md": "# Sample\n" }) {
    const path = mkdtempSync(join(process.env.E2E_FOLDER, `${scenario}-`));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
    const git = (...args) => execFileSync("git", ["-C", path, "-c", "user.name=t", "-c", "user.email=t@e", ...args]);
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-qm", "Begin");
    await this.rest("PUT", `/api/v1/providers/${scenario}`, {
      baseUrl: process.env.E2E_MODEL,
      apiKey: scenario,
      wire: "openai",
    });
    const project = await this.rest("POST", "/api/v1/projects", { path });
    for (const agent of ["planning", "coding", "review", "testing", "documentation"]) {
      const known = await this.rest("GET", `/api/v1/agents/${agent}?projectId=${project.id}`);
      await this.rest("PUT", `/api/v1/agents/${agent}?projectId=${project.id}`, {
        models: [{ provider: scenario, model: "" }],
        maxTurns: known.maxTurns,
        instructions: known.instructions,
      });
    }
    return project;
  }

  /** Starts a run by REST. */
  async start(project, command, prompt) {
    return await this.rest("POST", "/api/v1/runs", { projectId: project.id, command, prompt });
  }

  /** Waits until a run has one of these states, and returns it. */
  async awaitRun(run, ...states) {
    const deadline = Date.now() + TIMEOUT_MILLIS;
    while (Date.now() < deadline) {
      const known = await this.rest("GET", `/api/v1/runs/${run}`);
      if (states.includes(known.state)) {
        return known;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`run ${run} did not become ${states.join(" or ")}`);
  }

  /** The server is killed and started again on the same port. */
  async restartServer() {
    await this.#control("restart");
  }

  async #control(what) {
    console.log(JSON.stringify({ control: what }));
    const { value } = await this.#answers.next();
    if (value !== "done") {
      throw new Error(`${what}: ${value}`);
    }
  }

  async #picture(name) {
    const page = this.#contexts.at(-1)?.pages().at(-1);
    const file = join(process.env.E2E_FOLDER, `${name.replace(/[^a-z0-9]+/gi, "-")}.png`);
    await page?.screenshot({ path: file }).catch(() => undefined);
  }
}
