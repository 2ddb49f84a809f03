import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { path, type RouteName } from "../src/app/routes";
import { texts } from "../src/texts";
import { views } from "../src/app/views";
import { isBuilt, launch, loaded, open, places, STATES, type Look, type State } from "./browser";

/**
 * Each view of the router, and its sections, in each state, in light and dark: no serious or critical finding of axe, no
 * violation of the Content-Security-Policy, and each action can be reached by keyboard. With SCREENSHOTS=FOLDER it writes a
 * picture of each at 1440×900 and 390×844 instead.
 */
interface Place {
  name: string;
  path: string;
  /** What opens further content, such as the details of a card. */
  prepare?: (page: Page) => Promise<void>;
}

const { project, session, run, planRun } = places;

/** Opens whatever a section folds. */
async function unfold(page: Page): Promise<void> {
  for (const button of await page.locator("main [aria-expanded=false]").all()) {
    await button.click({ timeout: 1000 }).catch(() => undefined);
  }
}

const section = (name: string): Place => ({ name: `settings-${name}`, path: path("settings", { section: name }), prepare: unfold });

/** Where each view is checked. A view of the router without an entry fails. */
const PLACES: Partial<Record<RouteName, Place[]>> = {
  home: [{ name: "home", path: path("home") }],
  project: [{ name: "project", path: path("project", { project }) }],
  session: [{ name: "session", path: path("session", { project, session, run }) }],
  changes: [{ name: "changes", path: path("changes", { project, run }) }],
  files: [
    { name: "files", path: path("files", { project }) },
    { name: "files-open", path: path("files", { project, file: "src/greeting.txt" }) },
  ],
  plan: [{ name: "plan", path: path("plan", { project, run: planRun }) }],
  approvals: [{ name: "approvals", path: path("approvals") }],
  dashboard: [{ name: "dashboard", path: path("dashboard") }],
  settings: ["providers", "agents", "policies", "projects", "budgets", "usage", "webhooks", "server", "appearance"].map(section),
};

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const THEMES = ["light", "dark"] as const;
const pictures = process.env["SCREENSHOTS"];
const only = process.env["ONLY"] ?? "";
const states = STATES.filter((state) => (process.env["STATES"] ?? STATES.join(",")).split(",").includes(state));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** All rules in light; in dark only colours differ. */
async function findings(page: Page, theme: Look["theme"]): Promise<string[]> {
  await page.emulateMedia({ colorScheme: theme });
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const { violations } = await page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => Promise<{ violations: Finding[] }> } };
    return await axe.run({ resultTypes: ["violations"], ...(rules === undefined ? {} : { runOnly: rules }) });
  }, theme === "dark" ? ["color-contrast", "link-in-text-block"] : undefined);
  const counts = violations.map((finding) => `${finding.impact} ${finding.id}`);
  if (process.env["VERBOSE"] !== undefined && counts.length > 0) console.log(counts.join(", "));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, impact, nodes }) => nodes.slice(0, 3).map((node) => `${impact} ${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}

/**
 * Actions that Tab cannot reach. Rows of lists that the arrow keys choose are no actions by themselves, and those with
 * data-key have a key that does the same.
 */
async function unreachable(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [role=button], [onclick]"))
      .filter((element) => element.checkVisibility() && element.tabIndex < 0 && !element.closest("[role=listbox], [role=tree], [role=tablist], [data-key]"))
      .map((element) => element.outerHTML.slice(0, 160)),
  );
}

async function settle(page: Page, state: State, place: Place): Promise<void> {
  await page.locator("h1").first().waitFor();
  // A view without lists shows no placeholder while it loads.
  if (state === "loading") await page.locator(".skeleton").first().waitFor({ timeout: 1000 }).catch(() => undefined);
  else await loaded(page);
  if (state === "filled" && place.prepare !== undefined) {
    await place.prepare(page);
    await loaded(page);
  }
}

let browser: Browser;

beforeAll(async () => {
  expect(isBuilt(), "build the portal first: npm run build").toBe(true);
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

async function check(name: string, state: State, place: Place, look: Look, loggedIn = true): Promise<void> {
  const { page, problems, close } = await open(browser, state, place.path, look, loggedIn);
  try {
    await settle(page, state, place);
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name}-${state}-${look.size.width}-${look.theme}.png`) });
    } else {
      for (const theme of THEMES) expect(await findings(page, theme), `findings of axe, ${theme}`).toEqual([]);
      expect(await unreachable(page)).toEqual([]);
      expect(await page.locator("h1").count(), "headings of level 1").toBe(1);
    }
    expect(await page.getByText(texts.failure.title).count(), "views that failed").toBe(0);
    expect(problems).toEqual([]);
  } finally {
    await close();
  }
}

test("each view of the router has a check", () => {
  expect(views.filter((view) => PLACES[view.route] === undefined).map((view) => view.route)).toEqual([]);
});

const shown = views.flatMap((view) => PLACES[view.route] ?? []).filter((place) => place.name.includes(only));
const looks: Look[] =
  pictures === undefined
    ? [{ theme: "light", size: SIZES[0]! }]
    : THEMES.flatMap((theme) => SIZES.map((size) => ({ theme, size })));

describe.each(shown)("$name", (place) => {
  test.each(states)("%s", async (state) => {
    for (const look of looks) await check(place.name, state, place, look);
  });
  test.skipIf(pictures !== undefined)("on a phone", async () => {
    await check(place.name, "filled", place, { theme: "light", size: SIZES[1]! });
  });
});

describe.skipIf(!"login".includes(only))("login", () => {
  test("without a login", async () => {
    for (const look of looks) await check("login", "filled", { name: "login", path: "/" }, look, false);
  });
});
