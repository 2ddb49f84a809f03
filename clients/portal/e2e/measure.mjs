// Measures the portal in a real browser, with the browser's own clock; `bench/run portal` starts the servers.
//   node e2e/measure.mjs script        prints the script for the scripted model
//   node e2e/measure.mjs run ROUNDS    prints one line of JSON: the figures of each round; E2E_… as in main.mjs
import { Harness } from "./harness.mjs";

const CALLS = 104;
const TURNS = 24;
const DELTAS = 500;
const DELTA_MILLIS = 20;
const QUIET_MILLIS = 300;
const LINES = 10_000;
const SCROLL_MILLIS = 4_000;
const PARAGRAPH =
  "The run **keeps** its order, and `clients` come and go. A [list](https://example.org) follows:\n\n- one\n- two\n\n" +
  "```java\nint answer = compute(42);\n```\n\n";

const calls = (turn) =>
  Array.from({ length: CALLS }, (_, i) => ({ name: "read_file", arguments: { path: `src/f${(turn * CALLS + i) % 90}.txt` } }));

const scenarios = {
  events: {
    coding: [
      ...Array.from({ length: TURNS }, (_, turn) => ({ text: `Turn ${turn}. ${PARAGRAPH}`, toolCalls: calls(turn) })),
      { text: "All of it was read." },
    ],
  },
  diff: {
    coding: [
      { text: "I write it.", toolCalls: [{ name: "run_command", arguments: { command: `seq 1 ${LINES} > big.txt` } }] },
      { text: "It is written." },
    ],
  },
  // The first turn reads, so that the page can be opened before the stream.
  stream: {
    coding: [
      { text: "I wait.", toolCalls: [{ name: "run_command", arguments: { command: "sleep 4" } }] },
      { text: PARAGRAPH.repeat(40), chunk: Math.ceil((PARAGRAPH.length * 40) / DELTAS), delayMs: DELTA_MILLIS },
    ],
  },
};

if (process.argv[2] === "script") {
  const wrapped = Object.entries(scenarios).map(([name, agents]) => [name, { agents }]);
  console.log(JSON.stringify({ scenarios: Object.fromEntries(wrapped) }));
} else {
  await measure(Number(process.argv[3]));
}

async function measure(rounds) {
  const harness = await Harness.start();
  const figures = {
    interactiveMillis: [],
    scriptBytes: [],
    eventsMillis: [],
    events: [],
    slowFrames: [],
    frames: [],
    transcriptScroll: [],
    diffScroll: [],
  };
  try {
    const files = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`src/f${i}.txt`, `line ${i}\n`.repeat(5)]));
    const project = await harness.project("events", files);
    const run = await harness.start(project, "/code", "Read all of it");
    await awaitEnd(harness, run);
    const big = await harness.project("diff");
    const diff = await harness.start(big, "/code", "Write many lines");
    await awaitEnd(harness, diff);
    const streaming = await harness.project("stream");
    for (let round = 0; round < rounds; round++) {
      await harness.execute(`round ${round}`, async () => {
        await measureStart(harness, figures);
        await measureTranscript(harness, figures, project, run);
        await measureStream(harness, figures, streaming, round);
        await measureDiff(harness, figures, big, diff);
      });
    }
  } finally {
    await harness.close();
  }
  console.log(JSON.stringify(figures));
  process.exit(0);
}

/** Waits for the end of a run, which must be a success. */
async function awaitEnd(harness, run) {
  for (;;) {
    const { state, error } = await harness.rest("GET", `/api/v1/runs/${run.id}`);
    if (state === "completed") return;
    if (state === "failed" || state === "cancelled") throw new Error(`run ${run.id} is ${state}: ${error}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** From the start of the navigation, with an empty cache, until the prompt can be used and no long task follows. */
async function measureStart(harness, figures) {
  const page = await harness.page();
  const { cookies } = await page.context().storageState();
  const fresh = await harness.strangersPage();
  await fresh.context().addCookies(cookies);
  await fresh.addInitScript((quiet) => {
    const state = { prompt: 0, busyUntil: 0 };
    globalThis.startState = state;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) state.busyUntil = task.startTime + task.duration;
    }).observe({ type: "longtask", buffered: true });
    const look = () => {
      state.prompt ||= document.querySelector("main textarea:not([disabled])") ? performance.now() : 0;
      const ready = Math.max(state.prompt, state.busyUntil);
      if (state.prompt && performance.now() - ready > quiet) state.ready = ready;
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, QUIET_MILLIS);
  await fresh.goto(`${harness.server}/`);
  await fresh.waitForFunction(() => globalThis.startState.ready > 0);
  const found = await fresh.evaluate(() => ({
    ready: globalThis.startState.ready,
    script: performance
      .getEntriesByType("resource")
      .filter((entry) => new URL(entry.name).pathname.endsWith(".js"))
      .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  }));
  figures.interactiveMillis.push(found.ready);
  figures.scriptBytes.push(found.script);
}

/** From the click on a session in the open portal until the end of its transcript is on the screen. */
async function measureTranscript(harness, figures, project, run) {
  const page = await harness.page();
  const link = page.locator(`a[href*="/s/${run.session}"]`).first();
  await link.waitFor();
  const millis = await link.evaluate(
    (element) =>
      new Promise((resolve) => {
        const began = performance.now();
        const look = () => {
          const log = document.querySelector("[role=log]");
          if (log?.textContent.includes("All of it was read.")) {
            requestAnimationFrame(() => resolve(performance.now() - began));
          } else {
            requestAnimationFrame(look);
          }
        };
        element.click();
        look();
      }),
  );
  figures.eventsMillis.push(millis);
  figures.events.push((await harness.rest("GET", `/api/v1/runs/${run.id}`)).lastSeq);
  figures.transcriptScroll.push(await scroll(page, page.getByRole("log"), -1));
}

/** A diff of many lines in the view of changes. */
async function measureDiff(harness, figures, project, run) {
  const page = await harness.page();
  await page.goto(`${harness.server}/p/${project.id}/runs/${run.id}/changes`);
  await page.getByRole("button", { name: "Accept file" }).first().waitFor();
  figures.diffScroll.push(await scroll(page, page.locator("main"), 1));
}

/** The share of slow frames while the wheel turns over an element, down or up. */
async function scroll(page, element, direction) {
  await element.hover();
  const frames = page.evaluate(recordFrames, SCROLL_MILLIS);
  for (const end = Date.now() + SCROLL_MILLIS; Date.now() < end; ) {
    await page.mouse.wheel(0, direction * 600);
    await page.waitForTimeout(30);
  }
  const pauses = await frames;
  return pauses.filter((pause) => pause > 50).length / pauses.length;
}

/** The pauses between the frames of a time, in milliseconds; runs in the page. */
function recordFrames(millis) {
  return new Promise((resolve) => {
    const pauses = [];
    let last = performance.now();
    const end = last + millis;
    const frame = (now) => {
      pauses.push(now - last);
      last = now;
      if (now < end) requestAnimationFrame(frame);
      else resolve(pauses);
    };
    requestAnimationFrame(frame);
  });
}

/** Frames while a text of 50 deltas a second arrives. */
async function measureStream(harness, figures, project, round) {
  const run = await harness.start(project, "/code", `Stream ${round}`);
  const page = await harness.page();
  await page.goto(`${harness.server}/p/${project.id}/s/${run.session}`);
  await page.getByText("I wait.").waitFor();
  await page.locator(".markdown pre").first().waitFor({ timeout: 60_000 });
  const pauses = await page.evaluate(recordFrames, 6_000);
  figures.frames.push(pauses.length);
  figures.slowFrames.push(pauses.filter((pause) => pause > 50).length / pauses.length);
  await awaitEnd(harness, run);
}
