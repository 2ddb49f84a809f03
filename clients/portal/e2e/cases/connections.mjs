import assert from "node:assert/strict";

const COUNT = { text: "Number ".repeat(240) + "\n\nThat was all.", chunk: 10, delayMs: 40 };

export const scenarios = {
  counting: { coding: [COUNT] },
  surviving: {
    coding: [
      { text: "First I look.", toolCalls: [{ name: "run_command", arguments: { command: "sleep 3; echo looked" } }] },
      COUNT,
    ],
  },
};

export const cases = {
  "a connection that breaks while text streams loses and repeats nothing": async (t) => {
    const project = await t.project("counting");
    const page = await t.page();
    const sockets = [];
    await page.routeWebSocket(/\/ws\/v1\/connect/, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    const run = await t.start(project, "/code", "Count");
    await page.goto(`${t.server}/p/${project.id}/s/${run.session}`);
    for (const numbers of [20, 60, 100]) {
      await page.getByText(new RegExp(`(Number ){${numbers}}`)).waitFor();
      const known = sockets.length;
      await sockets.at(-1).close({ code: 1001, reason: "cut" });
      for (let i = 0; i < 600 && sockets.length === known; i++) {
        await page.waitForTimeout(50);
      }
    }
    await page.getByText("That was all.").waitFor();
    const text = await page.locator(".markdown").last().innerText();
    assert.equal(text.match(/Number/g).length, 240);
    assert.ok(sockets.length >= 4, "the page connected again");
  },

  "a page goes on after the server was killed and started again": async (t) => {
    const project = await t.project("surviving");
    const page = await t.page();
    const run = await t.start(project, "/code", "Look and count");
    await page.goto(`${t.server}/p/${project.id}/s/${run.session}`);
    await page.getByText("First I look.").waitFor();
    await page.getByLabel("Follow up").fill("a draft");
    await t.restartServer();
    await page.getByText("That was all.").waitFor();
    await page.getByText("Done", { exact: true }).first().waitFor();
    assert.equal(await page.getByLabel("Follow up").inputValue(), "a draft");
    assert.equal(await page.getByText("First I look.").count(), 1);
  },

  "a page of another origin can do nothing": async (t) => {
    const page = await t.page();
    const evil = await page.context().newPage();
    await evil.route("http://evil.example/**", (route) =>
      route.fulfill({ contentType: "text/html", body: "<h1>evil</h1>" }),
    );
    await evil.goto("http://evil.example/");
    const outcome = await evil.evaluate(async (server) => {
      const attempt = async (work) => {
        try {
          return String(await work());
        } catch (error) {
          return `refused: ${error.name}`;
        }
      };
      const socket = () =>
        new Promise((resolve, reject) => {
          const opened = new WebSocket(`${server.replace("http", "ws")}/ws/v1/connect`);
          opened.onopen = () => resolve("open");
          opened.onerror = () => reject(new Error("closed"));
        });
      return {
        read: await attempt(async () => (await fetch(`${server}/api/v1/runs`, { credentials: "include" })).status),
        write: await attempt(
          async () =>
            (await fetch(`${server}/api/v1/login-codes`, { method: "POST", mode: "no-cors", credentials: "include" })).type,
        ),
        socket: await attempt(socket),
      };
    }, t.server);
    assert.match(outcome.read, /^refused/);
    assert.match(outcome.socket, /^refused/);
    assert.match(outcome.write, /^(opaque|refused)/, "its answer cannot be read");
    await evil.setContent(`<iframe src="${t.server}/"></iframe>`);
    await evil.waitForTimeout(500);
    const framed = evil.frames().find((frame) => frame.url().startsWith(t.server));
    assert.ok(framed === undefined || (await framed.locator("nav").count()) === 0, "the portal is not shown in a frame");
  },
};
