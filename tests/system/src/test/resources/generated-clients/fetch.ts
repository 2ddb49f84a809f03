// A program that uses only what openapi-typescript generates from the document, and openapi-fetch.
import { readFileSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "./generated.js";

type Problem = components["schemas"]["Problem"];

const [address, tokenFile, directory, provider] = process.argv.slice(2) as [string, string, string, string];
const authorization = readFileSync(tokenFile, "utf8").trim().replace("Authorization: ", "");
const client = createClient<paths>({ baseUrl: address, headers: { authorization } });

/** The body of an answer; an error ends the program. */
function body<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.error !== undefined || answer.data === undefined) {
    throw new Error(`${answer.error?.code} ${answer.error?.field ?? ""}: ${answer.error?.detail}`);
  }
  return answer.data;
}

const project = body(await client.POST("/api/v1/projects", { body: { path: directory } }));
const request = {
  params: { header: { "Idempotency-Key": `fetch-${project.id}` } },
  body: { projectId: project.id, command: "/code", prompt: "Write a greeting", headless: true, provider },
};
const run = body(await client.POST("/api/v1/runs", request));
const again = await client.POST("/api/v1/runs", request);
if (body(again).id !== run.id) {
  throw new Error("a request with the same key started another run");
}
const path = { run: run.id };
let after = 0;
for (let state: components["schemas"]["RunState"] | undefined; state === undefined; ) {
  const page = body(await client.GET("/api/v1/runs/{run}/events", { params: { path, query: { after, limit: 100 } } }));
  if (typeof page === "string") {
    throw new Error("the server sent a stream, which was not requested");
  }
  for (const event of page.events) {
    after = event.seq;
    if (event.type === "tool.called") {
      console.log(`${event.tool} ${event.arguments}`);
    } else if (event.type === "run.finished") {
      state = event.state;
      console.log(`finished ${state}`);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
console.log(body(await client.GET("/api/v1/runs/{run}/diff", { params: { path }, parseAs: "text" })));
const applied = body(await client.POST("/api/v1/runs/{run}/apply", { params: { path }, body: {} }));
console.log(`patch ${applied.patch}`);
const missing = await client.GET("/api/v1/runs/{run}", { params: { path: { run: "none" } } });
console.log(`missing ${missing.response.status} ${missing.error?.code}`);
