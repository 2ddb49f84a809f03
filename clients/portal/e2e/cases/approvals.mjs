import assert from "node:assert/strict";

const RULES = JSON.stringify({
  rules: [{ id: "touching", outcome: "ask", command: "touch", reason: "touching is asked for" }],
});

export const scenarios = {
  touching: {
    coding: [
      { text: "I touch it.", toolCalls: [{ name: "run_command", arguments: { command: "touch made.txt" } }] },
      { text: "It is done." },
    ],
  },
};

async function ask(t) {
  const project = await t.project("touching", { "README.md": "# Sample\n", ".codeagent/policy.json": RULES });
  const run = await t.start(project, "/code", "Touch it");
  await t.awaitRun(run.id, "waiting");
  return { address: `${t.server}/p/${project.id}/s/${run.session}`, run: run.id };
}

export const cases = {
  "a question is answered by a key in a second browser, and both tell who did": async (t) => {
    const { address, run } = await ask(t);
    const first = await t.page();
    const second = await t.page();
    await first.goto(address);
    await second.goto(address);
    for (const page of [first, second]) {
      await page.getByRole("heading", { name: "The coding agent asks to run a command" }).waitFor();
      await page.getByText("touching is asked for").waitFor();
      await page.waitForFunction(() => document.title.startsWith("(1)"));
    }
    assert.match(await second.locator(".approval-question").innerText(), /touch made\.txt/);
    await second.waitForTimeout(700);
    await second.keyboard.press("a");
    for (const page of [first, second]) {
      await page.getByText("Allowed once by local").waitFor();
      await page.getByText("It is done.").waitFor();
      await page.waitForFunction(() => !document.title.startsWith("("));
    }
    await t.awaitRun(run, "completed");
  },

  "a key answers no question while the user types or before it was seen": async (t) => {
    const { address, run } = await ask(t);
    const page = await t.page();
    await page.goto(address);
    await page.getByRole("heading", { name: "The coding agent asks to run a command" }).waitFor();
    await page.getByLabel("Follow up").fill("");
    await page.waitForTimeout(700);
    await page.getByLabel("Follow up").pressSequentially("add a seed");
    assert.equal((await t.rest("GET", `/api/v1/runs/${run}`)).state, "waiting");
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByText("Denied by local").waitFor();
    assert.equal(await page.getByLabel("Follow up").inputValue(), "add a seed", "the draft is kept");
  },
};
