import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILES = {
  "src/Main.java": "class Main {\n  int answer = 42;\n}\n",
  "docs/windows.txt": "one\r\ntwo\r\n",
  "data.bin": "a\0b",
  "latin1.txt": Buffer.from("caf\xe9\n", "latin1"),
  "<img src=x onerror=alert(1)>.txt": "plain\n",
};

export const scenarios = { files: { coding: [{ text: "The line is read." }] } };

async function open(t, file) {
  const project = await t.project("files", FILES);
  const page = await t.page();
  await page.goto(`${t.server}/p/${project.id}/files${file === undefined ? "" : `?file=${encodeURIComponent(file)}`}`);
  return { project, page, path: (name) => join(project.path, name) };
}

export const cases = {
  "files are edited in tabs, and saved with their line breaks": async (t) => {
    const { page, path } = await open(t);
    const tree = page.getByRole("tree", { name: "Files" });
    await tree.getByRole("treeitem", { name: "docs" }).click();
    await tree.getByRole("treeitem", { name: "windows.txt" }).click();
    await page.getByRole("textbox", { name: /docs\/windows.txt/ }).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("three");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+p");
    await page.getByRole("dialog").getByRole("combobox").fill("main");
    await page.getByRole("option", { name: /Main.java/ }).click();
    await page.getByRole("textbox", { name: /src\/Main.java/ }).waitFor();
    await page.reload();
    const tabs = page.getByRole("navigation", { name: "Open files" });
    await tabs.getByRole("button", { name: /unsaved/ }).click();
    await page.getByRole("textbox", { name: /docs\/windows.txt/ }).waitFor();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Saved", exact: true }).waitFor();
    assert.equal(readFileSync(path("docs/windows.txt"), "utf8"), "one\r\ntwo\r\nthree\r\n");
  },

  "a file that somebody else changed is not overwritten": async (t) => {
    const { page, path } = await open(t, "src/Main.java");
    await page.getByRole("textbox", { name: /src\/Main.java/ }).click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("// mine\n"); // A slash is a key of the page, but not in the editor.
    writeFileSync(path("src/Main.java"), "// theirs\n");
    await page.keyboard.press("Control+s");
    await page.getByText("The file was changed meanwhile. Nothing was written.").waitFor();
    assert.equal(readFileSync(path("src/Main.java"), "utf8"), "// theirs\n");
    await page.getByRole("button", { name: "Difference" }).click();
    await page.getByText("-// theirs").waitFor();
    await page.getByRole("button", { name: "Write mine" }).click();
    await page.getByRole("button", { name: "Saved", exact: true }).waitFor();
    assert.equal(readFileSync(path("src/Main.java"), "utf8"), `// mine\n${FILES["src/Main.java"]}`);
  },

  "what cannot be edited says why, and a file name is no HTML": async (t) => {
    const { page } = await open(t, "data.bin");
    await page.getByText("The file is binary").waitFor();
    const tree = page.getByRole("tree", { name: "Files" });
    await tree.getByRole("treeitem", { name: "latin1.txt" }).click();
    await page.getByText("The file is not UTF-8").waitFor();
    await tree.getByRole("treeitem", { name: /<img/ }).click();
    await page.getByRole("textbox", { name: /<img/ }).waitFor();
    assert.equal(await page.locator("img").count(), 0);
  },

  "a search finds lines, and a selection becomes a prompt": async (t) => {
    const { page, project } = await open(t);
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByLabel("Search in all files").fill("ANSWER");
    await page.getByRole("button", { name: /int answer = 42/ }).click();
    await page.getByRole("textbox", { name: /src\/Main.java/ }).waitFor();
    await page.keyboard.press("Shift+End");
    await page.getByText("Line 2 selected").waitFor();
    await page.getByRole("button", { name: "Ask an agent about the selection" }).click();
    const prompt = page.getByLabel("What should be done here?");
    assert.equal(await prompt.inputValue(), "@src/Main.java line 2: ");
    await prompt.press("End");
    await prompt.pressSequentially("why?");
    await page.getByRole("dialog").getByRole("button", { name: "Start" }).click();
    await page.waitForURL(/\/s\//);
    const [run] = await t.rest("GET", `/api/v1/runs?projectId=${project.id}&limit=1`);
    assert.equal(run.prompt, "@src/Main.java line 2: why?");
  },
};
