import { Link } from "wouter";
import { price, tokens } from "../../app/format";
import { path } from "../../app/routes";
import { hasView } from "../../app/views";
import { addCosts, addUsage, NO_USAGE, type Cost, type RunState } from "../../state/run";
import { texts } from "../../texts";
import { Chip, Dot } from "../../ui/Chip";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import { TestCounts } from "./rows";
import { TestTree } from "./TestTree";
import { planSteps } from "./transcript";

/** The details of a run beside its transcript; a section without content is absent. */
export function Inspector({ state, project }: { state: RunState; project: string }) {
  return (
    <div className="inspector-sections">
      <Plan state={state} />
      <Changes state={state} project={project} />
      <Tests state={state} />
      <Usage state={state} />
      <Sandbox state={state} />
    </div>
  );
}

function Plan({ state }: { state: RunState }) {
  const planning = state.steps.findLast((step) => step.agent === "planning" && step.answer !== "");
  const steps = planSteps(planning?.answer ?? "");
  if (steps.length === 0) {
    return null;
  }
  return (
    <section>
      <header>
        <h2 className="grow">{texts.session.plan}</h2>
        <span className="muted number">{steps.length}</span>
      </header>
      <ol className="plan">
        {steps.map((step, index) => (
          <li key={index}>
            <span className="muted number">{index + 1}</span>
            <span>{visible(step.replace(/[*`]/g, ""))}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const LETTERS: Record<string, string> = { added: "A", deleted: "D", renamed: "R" };

function Changes({ state, project }: { state: RunState; project: string }) {
  const files = state.changes?.files ?? [];
  if (files.length === 0) {
    return null;
  }
  const leftOut = state.changes?.leftOut.length ?? 0;
  return (
    <section>
      <header>
        <h2 className="grow">{texts.session.changesTitle}</h2>
        {hasView("changes") && (
          <Link className="link" href={path("changes", { project, run: state.run })}>
            {texts.actions.review}
          </Link>
        )}
      </header>
      <ul>
        {files.map((file) => (
          <li key={file.path} className="changed-file">
            <span className={`status ${LETTERS[file.status] ?? "M"}`} title={file.status}>
              {LETTERS[file.status] ?? "M"}
            </span>
            <span className="cut grow" title={visible(file.path)}>
              {visible(file.path.slice(file.path.lastIndexOf("/") + 1))}
            </span>
            <span className="mono ok">+{file.added}</span>
            <span className="mono bad">−{file.removed}</span>
          </li>
        ))}
      </ul>
      {leftOut > 0 && <p className="muted">{texts.session.leftOut(leftOut)}</p>}
    </section>
  );
}

function Tests({ state }: { state: RunState }) {
  const report = state.testsAfter ?? state.testsBefore;
  if (report === undefined) {
    return null;
  }
  const total = report.passed + report.failed;
  return (
    <section>
      <header>
        <h2 className="grow">{texts.session.testsTitle}</h2>
        <span className="number">
          <TestCounts report={report} />
        </span>
      </header>
      {total > 0 && (
        <svg className="meter" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <rect className="ok-fill" width={(100 * report.passed) / total} height="1" />
          <rect
            className="bad-fill"
            x={(100 * report.passed) / total}
            width={(100 * report.failed) / total}
            height="1"
          />
        </svg>
      )}
      <TestTree report={report} verdict={state.testsAfter === undefined ? undefined : state.verdict} />
    </section>
  );
}

/** The sum, and what is known of it. */
export function costWords(cost: Cost): string {
  return cost.unpriced > 0 && cost.usd === 0 ? texts.run.noPrice : price(cost.usd);
}

function Usage({ state }: { state: RunState }) {
  if (state.usage.length === 0) {
    return null;
  }
  const sum = state.usage.reduce((all, entry) => addUsage(all, entry.usage), NO_USAGE);
  return (
    <section>
      <header>
        <h2 className="grow">{texts.session.usage}</h2>
        <span className="muted number">{costWords(addCosts(state.usage.map((entry) => entry.cost)))}</span>
      </header>
      <table className="table usage">
        <thead>
          <tr>
            <th>{texts.session.agent}</th>
            <th className="right">{texts.session.in}</th>
            <th className="right">{texts.session.cached(0).replace("0 % ", "")}</th>
            <th className="right">{texts.session.out}</th>
          </tr>
        </thead>
        <tbody>
          {state.usage.map(({ agent, usage }) => (
            <tr key={agent}>
              <td>{agent}</td>
              <td className="right">{tokens(usage.inputTokens)}</td>
              <td className="right">{tokens(usage.cachedTokens)}</td>
              <td className="right">{tokens(usage.outputTokens)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td>{texts.session.run}</td>
            <td className="right">{tokens(sum.inputTokens)}</td>
            <td className="right">{tokens(sum.cachedTokens)}</td>
            <td className="right">{tokens(sum.outputTokens)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Sandbox({ state }: { state: RunState }) {
  if (state.sandbox === undefined) {
    return null;
  }
  return (
    <section>
      <header>
        <h2 className="grow">{texts.session.sandbox}</h2>
        <Chip>
          <Dot tone={state.sandbox.launcher === "plain" ? "bad" : "ok"} />
          {state.sandbox.launcher}
        </Chip>
      </header>
      <p className="text-2 sentence">{state.sandbox.meaning}</p>
      {state.workspace !== undefined && (
        <p className="muted">
          <Icon name="branch" className="inline" /> <code>{state.workspace.base.slice(0, 10)}</code>
        </p>
      )}
    </section>
  );
}
