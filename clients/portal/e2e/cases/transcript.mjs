import assert from "node:assert/strict";

const TURNS = 30;

export const scenarios = {
  turns: {
    coding: [
      ...Array.from({ length: TURNS }, (_, turn) => ({
        text: `This is turn ${turn}.`,
        toolCalls: [{ name: "read_file", arguments: { path: `src/f${turn}.txt` } }],
      })),
      { text: "All turns are over." },
    ],
  },
};

export const cases = {
  "a search finds rows that are far away or folded, opens and marks them": async (t) => {
    const files = Array.from({ length: TURNS }, (_, turn) => [`src/f${turn}.txt`, turn === 2 ? "a needle in the hay\n" : "hay\n"]);
    const project = await t.project("turns", Object.fromEntries(files));
    const run = await t.start(project, "/code", "Read it in turns");
    await t.awaitRun(run.id, "completed");
    const page = await t.page();
    await page.goto(`${t.server}/p/${project.id}/s/${run.session}`);
    await page.getByText("All turns are over.").waitFor();
    assert.equal(await page.getByText("a needle in the hay").count(), 0);

    await page.keyboard.press("/");
    await page.keyboard.type("NEEDLE in the hay");
    await page.getByText("1 of 1").waitFor();
    await page.getByText("a needle in the hay").waitFor();
    assert.equal(await page.evaluate(() => CSS.highlights.get("found")?.size), 1);

    await page.getByLabel("Find in transcript").fill("turn 1");
    await page.getByText("1 of 11").waitFor();
    await page.keyboard.press("Shift+Enter");
    await page.getByText("11 of 11").waitFor();
    await page.locator(".transcript-row.found").getByText("This is turn 19.").waitFor();

    await page.keyboard.press("Escape");
    assert.equal(await page.getByLabel("Find in transcript").count(), 0);
    await page.waitForTimeout(500); // The list goes on scrolling while it measures rows.
    await page.getByRole("log").evaluate((log) => log.scrollTo(0, 0));
    await page.getByRole("button", { name: /coding/, expanded: true }).click();
    await page.getByText("This is turn 19.").waitFor({ state: "hidden" });
    await page.keyboard.press("/");
    await page.keyboard.type("turn 19");
    await page.locator(".transcript-row.found").getByText("This is turn 19.").waitFor();
  },
};
