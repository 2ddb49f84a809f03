// End-to-end cases in a real browser against a real server. A case is an entry of `cases` in a file of e2e/cases.
//   node e2e/main.mjs script          prints the script for the scripted model: the scenarios of all cases
//   node e2e/main.mjs run [FILTER]    runs the cases; E2E_SERVER, E2E_TOKEN_FILE, E2E_MODEL and E2E_FOLDER say where
// Each line of the output is JSON: {"case", "millis"} or {"case", "error"}; {"control"} asks the caller for something.
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Harness } from "./harness.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "cases");
const modules = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".mjs")).sort()) {
  modules.push(await import(pathToFileURL(join(folder, file)).href));
}

if (process.argv[2] === "script") {
  const scenarios = Object.assign({}, ...modules.map((module) => module.scenarios ?? {}));
  const wrapped = Object.entries(scenarios).map(([name, agents]) => [name, { agents }]);
  console.log(JSON.stringify({ scenarios: Object.fromEntries(wrapped) }));
} else {
  await run(process.argv[3] ?? "");
}

async function run(filter) {
  const harness = await Harness.start();
  try {
    for (const module of modules) {
      for (const [name, execute] of Object.entries(module.cases)) {
        if (name.includes(filter)) {
          await report(name, () => harness.execute(name, execute));
        }
      }
    }
  } finally {
    await harness.close();
  }
  process.exit(0);
}

async function report(name, execute) {
  const began = performance.now();
  try {
    await execute();
    console.log(JSON.stringify({ case: name, millis: Math.round(performance.now() - began) }));
  } catch (error) {
    console.log(JSON.stringify({ case: name, error: String(error.stack ?? error) }));
  }
}
