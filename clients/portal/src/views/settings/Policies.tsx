import { useEffect, useState } from "react";
import { ApiError, data, rest, type Schemas } from "../../api/rest";
import { serverUrl } from "../../api/base";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Chip, type Tone } from "../../ui/Chip";
import { Problem, useAction } from "../../ui/Form";
import { ErrorState } from "../../ui/states";
import { toast } from "../../ui/Toast";
import { visible } from "../../ui/visible";
import { ProjectSelect, useChosenProject } from "./ProjectChoice";
import { SectionPage } from "./SectionPage";

const FILE = ".codeagent/policy.json";

const EXAMPLE = JSON.stringify(
  {
    rules: [
      { id: "no-push", outcome: "deny", command: ["git push", "npm publish"], reason: "releases are made by people" },
      { id: "net", outcome: "ask", network: "*" },
    ],
  },
  undefined,
  2,
);

/** A rule file, and what it would have decided differently about the calls of past runs. */
export function Policies() {
  const { project, choose, projects } = useChosenProject();
  const [text, setText] = useState(EXAMPLE);
  const [tag, setTag] = useState("");
  const [runs, setRuns] = useState(20);
  const [result, setResult] = useState<Schemas["Simulation"]>();
  const trial = useAction();
  const file = useAction();
  const words = texts.settings.policies;
  const read = (): void => {
    if (project === undefined) return;
    void file.run(async () => {
      const found = await readRules(project.id);
      setText(found?.text ?? EXAMPLE);
      setTag(found?.tag ?? "");
      setResult(undefined);
    });
  };
  useEffect(read, [project?.id]);
  const save = (id: string): Promise<boolean> =>
    file.run(async () => {
      parse(text);
      setTag(await writeRules(id, text, tag));
      toast(words.saved);
    });
  return (
    <SectionPage
      title={texts.settings.sections.policies}
      actions={project !== undefined && <ProjectSelect value={project.id} onChoose={choose} />}
    >
      <p className="text-2">{words.explanation}</p>
      {projects.data === undefined && projects.error !== undefined && (
        <ErrorState error={projects.error} retry={() => void projects.mutate()} />
      )}
      <section className="bench">
        <label className="field-label" htmlFor="rules">
          {project === undefined ? words.rules : words.fileOf(FILE, visible(project.name))}
        </label>
        <textarea
          id="rules"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setResult(undefined);
          }}
        />
        <div className="bench-actions">
          <label htmlFor="runs">{words.runs}</label>
          <input
            id="runs"
            className="input"
            type="number"
            min={1}
            max={1000}
            value={runs}
            onChange={(event) => setRuns(Number(event.target.value))}
          />
          <Button
            kind="primary"
            icon="flask"
            disabled={trial.busy}
            onClick={() =>
              void trial.run(async () =>
                setResult(await data(rest.POST("/api/v1/policy/try", { body: { file: parse(text), runs } }))),
              )
            }
          >
            {words.action}
          </Button>
          {project !== undefined && (
            <>
              <Button disabled={file.busy} onClick={() => void save(project.id)}>
                {words.save}
              </Button>
              <Button kind="bare" disabled={file.busy} onClick={read}>
                {words.reload}
              </Button>
            </>
          )}
        </div>
        <Problem action={trial} />
        <Problem action={file} />
      </section>
      <div role="status">{result !== undefined && <Result result={result} />}</div>
    </SectionPage>
  );
}

/** The API takes the file as JSON; its problems are told as those of the text. */
function parse(text: string): Record<string, never> {
  try {
    return JSON.parse(text) as Record<string, never>;
  } catch (error) {
    throw new Error(texts.settings.policies.noJson(error instanceof Error ? error.message : String(error)));
  }
}

/** undefined if the project has no such file. */
async function readRules(project: string): Promise<{ text: string; tag: string } | undefined> {
  try {
    const { data: text, response } = await rest.GET("/api/v1/projects/{id}/files/content", {
      params: { path: { id: project }, query: { path: FILE } },
      parseAs: "text",
    });
    return { text: text ?? "", tag: response.headers.get("ETag") ?? "" };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Writes the file if nobody changed it meanwhile, and returns its new tag. */
async function writeRules(project: string, text: string, tag: string): Promise<string> {
  const address = `${serverUrl}/api/v1/projects/${encodeURIComponent(project)}/files/content?path=${encodeURIComponent(FILE)}`;
  const answer = await fetch(address, {
    method: "PUT",
    headers: { "Content-Type": "application/octet-stream", ...(tag === "" ? {} : { "If-Match": tag }) },
    body: text,
  });
  const body = (await answer.json().catch(() => undefined)) as unknown;
  if (!answer.ok) throw ApiError.of(body, answer.status);
  return answer.headers.get("ETag") ?? (body as Schemas["WrittenFile"]).etag;
}

const TONES: Record<string, Tone> = { allow: "ok", ask: "wait", deny: "bad" };

function Result({ result }: { result: Schemas["Simulation"] }) {
  const words = texts.settings.policies;
  return (
    <section>
      <h2>{words.result(result.changes.length, result.calls, result.runs)}</h2>
      {result.changes.length > 0 && (
        <div className="card table-box">
          <table className="table">
            <thead>
              <tr>
                <th>{words.call}</th>
                <th>{words.before}</th>
                <th>{words.after}</th>
                <th className="wide-only">{words.rule}</th>
              </tr>
            </thead>
            <tbody>
              {result.changes.map((change) => (
                <tr key={`${change.run} ${change.call}`}>
                  <td>
                    <b>{change.tool}</b> <code>{visible(change.arguments)}</code>
                  </td>
                  <td>
                    <Chip tone={TONES[change.before] ?? "plain"}>{change.before}</Chip>
                  </td>
                  <td>
                    <Chip tone={TONES[change.after] ?? "plain"}>{change.after}</Chip>
                  </td>
                  <td className="text-2 wide-only">
                    {visible(change.rule)} {change.reason !== "" && `· ${visible(change.reason)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
