import assert from "node:assert/strict";

const ESC = "\u001b";
const NAME = "<img src=x onerror=alert(1)>.txt";

const MARKDOWN = [
  "Before <script>globalThis.attacked = 1</script> <img src=x onerror='globalThis.attacked = 2'> after",
  "<iframe src='javascript:globalThis.attacked = 3'></iframe>",
  "[click](javascript:globalThis.attacked=4) [data](data:text/html,<script>alert(1)</script>)",
  "![beacon](http://127.0.0.1:9/beacon.png?secret)",
  "[looks like](https://example.org/good) <https://xn--80ak6aa92e.com/>",
  `${ESC}[31mred${ESC}[0m ${ESC}]0;title\u0007`,
  "abc\u202Egnp.exe\u202C \u200Binvisible",
  "```html\n<script>globalThis.attacked = 5</script>\n```",
  "<style>body { display: none }</style>",
].join("\n\n");

export const scenarios = {
  hostile: {
    coding: [
      {
        text: MARKDOWN,
        toolCalls: [
          { name: "write_file", arguments: { path: NAME, content: "<b>bold</b>\n" } },
          { name: "run_command", arguments: { command: `printf '\\033[31mred\\033[0m\\n<script>alert(1)</script>\\n'` } },
        ],
      },
      { text: "It is **done**: <b>raw</b>." },
    ],
  },
};

export const cases = {
  "hostile text of models, files and tools is only shown": async (t) => {
    const project = await t.project("hostile");
    const run = await t.start(project, "/code", "<script>globalThis.attacked = 6</script> do it");
    await t.awaitRun(run.id, "completed", "failed");
    const page = await t.page();
    const foreign = [];
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== t.server) foreign.push(request.url());
    });
    await page.goto(`${t.server}/p/${project.id}/s/${run.session}`);

    await page.getByText("It is done: <b>raw</b>.").waitFor();
    await page.getByText("Before <script>").waitFor();
    const transcript = page.getByRole("log");
    const body = await transcript.innerText();
    assert.match(body, /⟨U\+202E⟩/, "a direction mark is shown");
    assert.match(body, /⟨U\+200B⟩/, "an invisible character is shown");
    assert.match(body, /⟨U\+001B⟩\[31mred/, "an escape sequence is shown");
    const elements = await transcript.locator("script, iframe, style, img, .markdown b, .tool b").count();
    assert.equal(elements, 0, "no HTML of a text becomes elements");
    for (const link of await transcript.locator(".markdown a, .tool a").all()) {
      assert.match(await link.getAttribute("href"), /^https?:/, "a link leads to the web only");
      assert.equal(await link.getAttribute("rel"), "noopener noreferrer nofollow");
    }
    const folded = transcript.getByRole("button", { expanded: false });
    while ((await folded.count()) > 0) {
      await folded.first().click();
    }
    await page.getByRole("complementary", { name: "Run details" }).getByText(NAME).waitFor();
    assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
    assert.deepEqual(foreign, [], "no request leaves the server");
  },
};
