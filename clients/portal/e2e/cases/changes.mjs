import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LONG = "src/long.txt";
const HTML = "<b onclick=alert(1)>.txt";
const lines = (count) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");
const read = (path) => ({ name: "read_file", arguments: { path } });
const edit = (path, old, next) => ({ name: "edit_file", arguments: { path, old, new: next } });
const shell = (command) => ({ name: "run_command", arguments: { command } });

export const scenarios = {
  review: {
    coding: [
      { text: "Two places, and a new file.", toolCalls: [read(LONG)] },
      {
        text: "Now the edits.",
        toolCalls: [
          edit(LONG, "line 5\n", "line five, changed\n"),
          edit(LONG, "line 50\n", "line fifty, changed\n"),
          { name: "write_file", arguments: { path: HTML, content: "<i>italic</i>\n" } },
        ],
      },
      { text: "Done." },
    ],
  },
  answer: {
    coding: [
      { text: "Two places.", toolCalls: [read(LONG)] },
      { text: "Now the edit.", toolCalls: [edit(LONG, "line 5\n", "line five, changed\n")] },
      { text: "Done." },
      { text: "The comment is read." },
    ],
  },
  bytes: {
    coding: [
      {
        text: "Bytes of all kinds.",
        toolCalls: [
          shell(
            [
              "printf 'caf\\351 two\\n' > latin1.txt",
              "printf 'a\\000c' > data.bin",
              "chmod +x run.sh",
              "rm old.txt",
              "git mv from.txt to.txt 2>/dev/null || mv from.txt to.txt",
              "printf 'one\\r\\nTWO\\r\\n' > crlf.txt",
              "printf 'no end, changed' > noend.txt",
              "printf 'admin \\342\\200\\256 txt \\033[31m\\n' > bidi.txt",
              "seq 1 10000 > big.txt",
            ].join(" && "),
          ),
        ],
      },
      { text: "Done." },
    ],
  },
};

/** A finished run of a scenario, and its page of changes. */
async function review(t, scenario, files) {
  const project = await t.project(scenario, files);
  const run = await t.start(project, "/code", "Change it");
  const states = ["completed", "failed"];
  const ended = await t.awaitRun(run.id, ...states).catch(() => t.awaitRun(run.id, ...states)); // A busy machine.
  assert.equal(ended.patch, "open", JSON.stringify(ended));
  const page = await t.page();
  await page.goto(`${t.server}/p/${project.id}/runs/${run.id}/changes`);
  await page.getByRole("button", { name: "Accept file" }).first().waitFor();
  return { project, run, page, file: (name) => join(project.path, name) };
}

const tally = (page, text) => page.getByText(text, { exact: true }).waitFor();

export const cases = {
  "hunks are decided by keys, the decisions survive a reload, and one request applies them": async (t) => {
    const { page, file } = await review(t, "review", { [LONG]: lines(60) });
    const applies = [];
    page.on("request", (request) => request.url().endsWith("/apply") && applies.push(request.postDataJSON()));
    assert.equal(await page.locator("main b[onclick]").count(), 0, "a file name is no HTML");
    await page.getByText(HTML).first().waitFor();
    await tally(page, "0 accepted, 0 rejected, 3 open");
    await page.keyboard.press("j"); // The file with the name that is HTML comes first.
    await page.keyboard.press("x");
    await page.keyboard.press("y");
    await tally(page, "1 accepted, 1 rejected, 1 open");
    await page.reload();
    await tally(page, "1 accepted, 1 rejected, 1 open");
    await page.getByRole("button", { name: "Apply 1 hunk" }).click();
    await tally(page, "0 accepted, 1 rejected, 1 open, 1 in your files");
    assert.deepEqual(applies, [{ parts: [{ path: LONG, hunks: [1] }] }]);
    assert.equal(readFileSync(file(LONG), "utf8"), lines(60).replace("line 5\n", "line five, changed\n"));
    assert.ok(!existsSync(file(HTML)), "a rejected file is not written");
  },

  "a conflict names the hunk and the line of the user, and the rest can be applied": async (t) => {
    const { page, file } = await review(t, "review", { [LONG]: lines(60) });
    const mine = lines(60).replace("line 5\n", "line 5 of the user\n");
    writeFileSync(file(LONG), mine);
    await page.getByRole("button", { name: "More for these changes" }).click();
    await page.getByRole("menuitem", { name: "Accept all" }).click();
    await page.getByRole("button", { name: "Apply 3 hunks" }).click();
    const panel = page.getByRole("alert", { name: /Your files have other changes/ });
    await panel.getByText("Your line 5").waitFor();
    await panel.getByText("line 5 of the user").waitFor();
    assert.equal(readFileSync(file(LONG), "utf8"), mine, "all or nothing");
    await panel.getByRole("button", { name: "Compare long.txt" }).click();
    await page.getByRole("dialog").getByText("line five, changed").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
    await panel.getByRole("button", { name: "Apply the other 2 hunks" }).click();
    await tally(page, "1 accepted, 0 rejected, 0 open, 2 in your files");
    assert.equal(readFileSync(file(LONG), "utf8"), mine.replace("line 50\n", "line fifty, changed\n"));
  },

  "comments on lines become one follow-up run": async (t) => {
    const { page, run } = await review(t, "answer", { [LONG]: lines(60) });
    await page.keyboard.press("j");
    await page.keyboard.press("m");
    await page.getByLabel("Comment on long.txt").fill("Say why <b>five</b>");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Say why <b>five</b>").waitFor();
    await page.reload();
    await page.getByText("Say why <b>five</b>").waitFor();
    await page.getByRole("button", { name: "Send 1 comment" }).click();
    await page.waitForURL(/\/s\//);
    const [next] = await t.rest("GET", "/api/v1/runs?limit=1");
    const report = await t.rest("GET", `/api/v1/runs/${next.id}/report`);
    assert.equal(report.followUp.run, run.id);
    assert.deepEqual(report.followUp.comments.map(({ path, line, text }) => ({ path, line, text })), [
      { path: LONG, line: 5, text: "Say why <b>five</b>" },
    ]);
  },

  "a result is edited before it comes into the project": async (t) => {
    const { page, file } = await review(t, "answer", { [LONG]: lines(60) });
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    const editor = page.getByRole("textbox", { name: /Edit the result/ });
    await editor.click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("first ");
    await page.getByRole("button", { name: "Accept with edits" }).click();
    await tally(page, "0 accepted, 0 rejected, 0 open, 1 in your files");
    const expected = `first ${lines(60).replace("line 5\n", "line five, changed\n")}`;
    assert.equal(readFileSync(file(LONG), "utf8"), expected);
  },

  "files of all kinds of bytes are shown and applied": async (t) => {
    const { page, file } = await review(t, "bytes", {
      "latin1.txt": Buffer.from("caf\xe9 one\n", "latin1"),
      "run.sh": "#!/bin/sh\n",
      "old.txt": "old\n",
      "from.txt": lines(20),
      "crlf.txt": "one\r\ntwo\r\n",
      "noend.txt": "no end",
      "README.md": "# Bytes\n",
    });
    const show = async (name, text) => {
      await page.getByRole("list", { name: "Changed files" }).getByRole("button", { name: new RegExp(name) }).click();
      await page.getByRole("table", { name: "Changes" }).getByText(text).first().waitFor();
    };
    await show("latin1.txt", "Lines that are not UTF-8 are shown as windows-1252");
    await show("latin1.txt", "café");
    await show("data.bin", "A binary file");
    await show("run.sh", "The mode of the file changes: 100644 → 100755");
    await show("old.txt", "@@ -1 +0,0 @@");
    await show("to.txt", "@@ -0,0 +1,20 @@");
    await show("crlf.txt", "␍");
    await show("noend.txt", "no line break at the end");
    await show("bidi.txt", "⟨U+202E⟩");
    await show("big.txt", "1000");
    assert.ok((await page.locator(".diff-row").count()) < 300, "only rows in view exist");
    await page.getByRole("button", { name: "More for these changes" }).click();
    await page.getByRole("menuitem", { name: "Accept all" }).click();
    await page.getByRole("button", { name: /^Apply \d+ hunks/ }).click();
    await page.getByText(/0 accepted, 0 rejected, 0 open, \d+ in your files/).waitFor();
    assert.deepEqual(readFileSync(file("latin1.txt")), Buffer.from("caf\xe9 two\n", "latin1"));
    assert.deepEqual(readFileSync(file("data.bin")), Buffer.from("a\0c"));
    assert.ok((statSync(file("run.sh")).mode & 0o100) !== 0, "the mode is applied");
    assert.ok(!existsSync(file("old.txt")) && !existsSync(file("from.txt")) && existsSync(file("to.txt")));
  },
};
