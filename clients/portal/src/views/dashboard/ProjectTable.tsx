import type { Dashboard } from "../../api/dashboard";
import { tokens } from "../../app/format";
import { texts } from "../../texts";
import { Icon } from "../../ui/Icon";
import { visible } from "../../ui/visible";
import { costOf } from "../settings/Usage";

/** Runs and costs of each project. */
export function ProjectTable({ data, csv }: { data: Dashboard; csv: string }) {
  const words = texts.dashboard;
  const usage = new Map(data.usageByProject.map((total) => [total.key, total]));
  return (
    <section className="card w12" aria-label={words.projects}>
      <div className="card-head">
        <h2 className="grow">{words.projects}</h2>
        <a className="button bare compact" href={csv} download aria-label={words.csvOf(words.projects)}>
          <Icon name="download" />
          {words.csv}
        </a>
      </div>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th>{texts.home.project}</th>
              <th className="right">{words.runs}</th>
              <th className="right">{words.green}</th>
              <th className="right wide-only">{words.tokens}</th>
              <th className="right">{words.cost}</th>
            </tr>
          </thead>
          <tbody>
            {data.runsByProject.map((project) => {
              const total = usage.get(project.project);
              return (
                <tr key={project.project}>
                  <td>{visible(project.name === "" ? project.project : project.name)}</td>
                  <td className="right">{project.runs}</td>
                  <td className="right">{project.judged === 0 ? "–" : `${Math.round((project.green / project.judged) * 100)} %`}</td>
                  <td className="right wide-only">
                    {total === undefined ? "–" : tokens(total.usage.inputTokens + total.usage.outputTokens)}
                  </td>
                  <td className="right">{total === undefined ? "–" : costOf(total)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
