import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const GREETING = "src/greeting.txt";

/** Answers of the scripted model: the agents of each scenario with their turns; the name of a scenario is its API key. */
export const scenarios = {
  greeting: {
    coding: [
      {
        thinking: "The greeting is in one file.",
        text: "I'll look at the file **first**.",
        toolCalls: [{ name: "read_file", arguments: { path: GREETING } }],
      },
      {
        text: "It needs a full stop.",
        toolCalls: [{ name: "edit_file", arguments: { path: GREETING, old: "Hello\n", new: "Hello.\n" } }],
      },
      { text: "The greeting ends with a full stop now.", chunk: 8, delayMs: 40 },
    ],
  },
  slow: {
    coding: [
      {
        text: "Number ".repeat(300) + "\n\nThat was all.",
        chunk: 10,
        delayMs: 40,
      },
    ],
  },
};

export const cases = {
  "a first visit through the login code leads to a change in the user's files": async (t) => {
    const project = await t.project("greeting", { [GREETING]: "Hello\n" });
    const page = await t.page();
    assert.equal(new URL(page.url()).hash, "", "the code stays in the address");

    await page.getByLabel("Project", { exact: true }).selectOption(project.id);
    await page.getByLabel("Command", { exact: true }).selectOption("/code");
    await page.getByLabel("What should be done?").fill("End the greeting with a full stop");
    await page.getByRole("button", { name: "Start" }).click();

    await page.getByRole("heading", { name: "End the greeting with a full stop" }).waitFor();
    await page.getByText("The greeting ends with a full stop now.").waitFor();
    await page.getByText("Done", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: /edit_file/ }).click();
    await page.getByRole("cell", { name: "Hello.", exact: true }).waitFor();
    await page.getByRole("complementary", { name: "Run details" }).getByText("greeting.txt").waitFor();

    assert.equal(readFileSync(join(project.path, GREETING), "utf8"), "Hello\n", "nothing is merged before it is accepted");
    await page.keyboard.press("c");
    await page.getByRole("button", { name: "Accept file" }).first().click();
    await page.getByRole("button", { name: "Apply 1 hunk" }).click();
    await page.getByText("1 in your files").waitFor();
    assert.equal(readFileSync(join(project.path, GREETING), "utf8"), "Hello.\n");
  },

  "a first visit by keyboard alone leads to a change in the user's files": async (t) => {
    const project = await t.project("greeting", { [GREETING]: "Hello\n" });
    const page = await t.page();
    await page.goto(`${t.server}/p/${project.id}`);
    await page.getByRole("heading", { name: "New session" }).waitFor();
    await page.keyboard.press("n");
    await page.getByRole("heading", { name: "Home" }).waitFor();
    await page.locator("main [data-prompt]:focus").waitFor();
    await page.keyboard.type("/code End the greeting with a full stop");
    await page.keyboard.press("Control+Enter");

    await page.getByText("Done", { exact: true }).first().waitFor();
    await page.getByRole("link", { name: "Review changes" }).waitFor();
    await page.keyboard.press("c");
    await page.getByRole("button", { name: "Accept file" }).first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("y");
    await page.getByRole("button", { name: "Apply 1 hunk" }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByText("1 in your files").waitFor();
    assert.equal(readFileSync(join(project.path, GREETING), "utf8"), "Hello.\n");
  },

  "the sample of an empty server asks for a model, and its request waits in the prompt": async (t) => {
    const page = await t.page();
    await page.route("**/api/v1/providers", (route) => route.fulfill({ json: [] }));
    await page.route("**/api/v1/projects", (route) => (route.request().method() === "GET" ? route.fulfill({ json: [] }) : route.continue()));
    await page.reload();
    await page.getByRole("button", { name: "Add a provider" }).waitFor();
    await page.getByRole("button", { name: "Open the sample" }).click();

    await page.locator("main [data-prompt]:focus").waitFor();
    assert.match(await page.locator("main [data-prompt]").inputValue(), /DayRuleTest/);
    await page.getByText("Agents need a model.").waitFor();
    await page.getByRole("button", { name: "Add a provider" }).press("Enter");
    await page.getByRole("dialog").getByLabel("Provider", { exact: true }).waitFor();
  },

  "a page without a login shows how to get one, and its code logs in": async (t) => {
    const page = await t.strangersPage();
    await page.goto(`${t.server}/settings`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await page.getByLabel("Address or code").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Address or code").fill(await t.loginAddress());
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("navigation", { name: "Main" }).waitFor();
  },

  "a reload in mid-run goes on where the text was": async (t) => {
    const project = await t.project("slow");
    const run = await t.start(project, "/code", "Count");
    const page = await t.page();
    await page.goto(`${t.server}/p/${project.id}/s/${run.session}`);
    await page.getByText(/(Number ){20}/).waitFor();
    await page.reload();
    await page.getByText(/(Number ){40}/).waitFor();
    await page.getByText("That was all.").waitFor();
    const text = await page.locator(".markdown").first().innerText();
    assert.equal(text.match(/Number/g).length, 300);
  },
};
