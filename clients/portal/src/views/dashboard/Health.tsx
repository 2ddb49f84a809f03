import { Link } from "wouter";
import type { Activity, ModelHealth } from "../../api/dashboard";
import { duration } from "../../app/format";
import { path } from "../../app/routes";
import { texts } from "../../texts";
import { Dot } from "../../ui/Chip";
import { visible } from "../../ui/visible";

const TONES = { closed: "ok", "half-open": "half", open: "bad" } as const;

/** Each model since the server started: its breaker, errors and times. */
export function Models({ models, since }: { models: ModelHealth[]; since: string }) {
  const words = texts.dashboard;
  return (
    <section className="card w6" aria-label={words.models}>
      <div className="card-head">
        <h2 className="grow">{words.models}</h2>
        <span className="muted">{words.since(since)}</span>
        <Link className="button bare compact" href={path("settings", { section: "providers" })}>
          {words.manage}
        </Link>
      </div>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th>{words.model}</th>
              <th>{words.breaker}</th>
              <th className="right">{words.errors}</th>
              <th className="right wide-only">{words.firstToken}</th>
              <th className="right wide-only">{words.answer}</th>
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={`${model.provider}/${model.model}`}>
                <td>
                  <span className="row">
                    <Dot tone={TONES[model.breaker]} />
                    {visible(`${model.provider}/${model.model}`)}
                  </span>
                </td>
                <td className={model.breaker === "open" ? "bad" : "text-2"}>
                  {words.breakers[model.breaker]}
                  {model.breakerMillis > 0 && ` ${words.for(duration(model.breakerMillis))}`}
                </td>
                <td className="right" title={model.lastError}>
                  {words.ofRequests(model.errors, model.requests)}
                </td>
                <td className="right wide-only">{model.firstTokenMillis ? duration(model.firstTokenMillis.p50) : "–"}</td>
                <td className="right wide-only">{model.millis ? duration(model.millis.p50) : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Sandboxes({ sandboxes }: { sandboxes: Activity["sandboxes"] }) {
  const words = texts.dashboard;
  return (
    <section className="card w6" aria-label={words.sandboxes}>
      <div className="card-head">
        <h2 className="grow">{words.sandboxes}</h2>
      </div>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th>{words.launcher}</th>
              <th className="right">{words.warm}</th>
              <th className="right">{words.starts}</th>
              <th className="right">{words.failed}</th>
              <th className="right wide-only">{words.startTime}</th>
            </tr>
          </thead>
          <tbody>
            {sandboxes.map((sandbox) => (
              <tr key={sandbox.launcher}>
                <td>{sandbox.launcher}</td>
                <td className="right">{sandbox.maxWarm === 0 ? "–" : words.of(sandbox.warm, sandbox.maxWarm)}</td>
                <td className="right">{sandbox.starts}</td>
                <td className="right">{sandbox.failedStarts}</td>
                <td className="right wide-only">{sandbox.startMillis ? duration(sandbox.startMillis.p50) : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
