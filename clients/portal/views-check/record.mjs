// Records the answers that the check of the views replays, from a real server with the scripted model:
//   node views-check/record.mjs script > script.json     the turns of the model; start codeagent fake-model with it
//   node views-check/record.mjs record                    E2E_SERVER, E2E_TOKEN_FILE, E2E_MODEL and E2E_FOLDER say where
// Each address becomes one entry of recorded/answers.json; the events of runs are in recorded/events.json.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "recorded");

const PLAN = `The parser accepts names of days, such as \`MON-FRI\`.

1. Write tests for names of days in \`src/greeting.txt\`.
2. **Read names** in \`FieldParser.java\`. Depends on step 1.
   - Upper and lower case
   - Ranges such as \`FRI-MON\`
3. Say it in \`README.md\`; after 1 and 2.

## Risks

Names of other languages are not part of this.`;

const answer = { text: "Done: the greeting ends with a full stop." };
const read = { text: "I look first.", toolCalls: [{ name: "read_file", arguments: { path: "src/greeting.txt" } }] };
const edit = {
  text: "It needs a full stop.",
  toolCalls: [{ name: "edit_file", arguments: { path: "src/greeting.txt", old: "Hello\n", new: "Hello.\n" } }],
};
const ask = { text: "I tell the others.", toolCalls: [{ name: "run_command", arguments: { command: "echo push --tags origin main" } }] };

const scenarios = {
  planned: { planning: [{ text: PLAN }], coding: [read, edit, answer] },
  asking: { coding: [read, ask, answer] },
};

if (process.argv[2] === "script") {
  const wrapped = Object.entries(scenarios).map(([name, agents]) => [name, { agents }]);
  console.log(JSON.stringify({ scenarios: Object.fromEntries(wrapped) }));
  process.exit(0);
}

const { Harness } = await import("../e2e/harness.mjs");
const t = await Harness.start();
const RULES = { rules: [{ id: "announce", outcome: "ask", command: "echo push", reason: "releases are made by people" }] };
const files = { "src/greeting.txt": "Hello\n", ".codeagent/policy.json": JSON.stringify(RULES, undefined, 2), "README.md": "# Sample\n" };
const project = await t.project("planned", files);
const other = await t.project("asking", files);

const plan = await t.start(project, "/plan", "Accept names of days");
await t.awaitRun(plan.id, "completed");
const code = await t.start(project, "/code", "End the greeting with a full stop");
await t.awaitRun(code.id, "completed");
const task = await t.start(project, "/code", `Task 1 of plan ${plan.id}: Write tests for names of days`);
await t.awaitRun(task.id, "completed");
const asking = await t.start(other, "/code", "Tell the others that the greeting changed");
await t.awaitRun(asking.id, "waiting");

await t.rest("PUT", `/api/v1/budgets/project/${project.id}/month`, { limitUsd: "25.00" });
await t.rest("PUT", "/api/v1/webhooks/team", {
  url: "https://hooks.example.com/codeagent",
  secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
  events: ["run.finished"],
});

const first = await t.rest("GET", "/api/v1/runs?limit=1");
const to = new Date(first[0].createdAt).toISOString().slice(0, 10);
const from = new Date(Date.parse(to) - 13 * 86_400_000).toISOString().slice(0, 10);
const addresses = [
  "/runs",
  "/sessions",
  "/projects",
  "/providers",
  "/known-providers",
  "/approvals",
  "/budgets",
  "/webhooks",
  "/health",
  "/storage",
  `/usage?by=day`,
  `/dashboard?from=${from}&to=${to}&bucket=day`,
  "/dashboard/activity",
  "/webhooks/team/deliveries",
  `/agents?projectId=${project.id}`,
  "/agents/coding?projectId=" + project.id,
  "/providers/planned",
  "/providers/planned/models?pageSize=20",
  "/providers/asking/models?pageSize=20",
  `/projects/${other.id}/files/content?path=.codeagent/policy.json`,
  `/projects/${project.id}/files?path=`,
  `/projects/${project.id}/files/content?path=src/greeting.txt`,
  `/runs/${code.id}`,
  `/runs/${code.id}/hunks`,
  `/runs/${code.id}/report`,
  `/runs/${code.id}/diff`,
];
const answers = {};
for (const address of addresses) {
  const answer = await fetch(`${t.server}/api/v1${address}`, { headers: { Authorization: t.authorization } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  answers[address.split("?")[0]] = {
    type: answer.headers.get("Content-Type") ?? "",
    tag: answer.headers.get("ETag") ?? "",
    body: await answer.text(),
  };
}
const events = {};
for (const run of [plan, code, task, asking]) {
  events[run.id] = (await t.rest("GET", `/api/v1/runs/${run.id}/events?limit=1000`)).events;
}
const places = { project: project.id, session: code.session, run: code.id, planRun: plan.id };
const write = (name, value) => writeFileSync(join(folder, name), `${JSON.stringify(value, undefined, 1)}\n`);
// Paths of the machine that recorded it are of no use.
const data = dirname(process.env.E2E_TOKEN_FILE);
const clean = (value) =>
  JSON.parse(JSON.stringify(value).replaceAll(data, "/var/lib/codeagent").replaceAll(process.env.E2E_FOLDER, "/home/me"));
write("answers.json", clean(answers));
write("events.json", clean(events));
write("places.json", places);
await t.close();
process.exit(0);
