import { useState } from "react";
import type { Schemas } from "../../api/rest";
import { texts } from "../../texts";
import { Button } from "../../ui/Button";
import { Query } from "../../ui/states";
import { visible } from "../../ui/visible";
import { AgentForm } from "./AgentForm";
import { NoProject, ProjectSelect, useChosenProject } from "./ProjectChoice";
import { useAgents } from "./queries";
import { SectionPage } from "./SectionPage";

/** Which models each agent of a project uses, and how. */
export function Agents() {
  const { project, choose, projects } = useChosenProject();
  const agents = useAgents(project?.id);
  const [edited, setEdited] = useState<Schemas["AgentName"]>();
  const words = texts.settings.agents;
  return (
    <SectionPage
      title={texts.settings.sections.agents}
      actions={project !== undefined && <ProjectSelect value={project.id} onChoose={choose} />}
    >
      <p className="text-2">{words.explanation}</p>
      <div className="card table-box">
        {project === undefined ? (
          <Query loaded={projects} lines={5} empty={<NoProject />}>
            {() => null}
          </Query>
        ) : (
          <Query loaded={agents} lines={5}>
            {(list) => (
              <table className="table">
                <thead>
                  <tr>
                    <th>{words.agent}</th>
                    <th>{words.model}</th>
                    <th className="wide-only">{words.fallbacks}</th>
                    <th className="right wide-only">{words.turns}</th>
                    <th className="wide-only">{words.providers}</th>
                    <th>
                      <span className="hidden-text">{texts.settings.models.actions}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {list.map((agent) => (
                    <tr key={agent.agent}>
                      <td>
                        <b>{agent.agent}</b>
                      </td>
                      <td className="mono">{reference(agent.models[0]) ?? words.serverDefault}</td>
                      <td className="mono text-2 wide-only">{agent.models.slice(1).map(reference).join(", ")}</td>
                      <td className="right wide-only">{agent.maxTurns}</td>
                      <td className="text-2 wide-only">{agent.allowedProviders.join(", ") || words.all}</td>
                      <td className="right-actions">
                        <Button size="compact" aria-label={words.change(agent.agent)} onClick={() => setEdited(agent.agent)}>
                          {texts.actions.change}
                        </Button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </Query>
        )}
      </div>
      {edited !== undefined && project !== undefined && (
        <AgentForm agent={edited} project={project.id} onClose={() => setEdited(undefined)} />
      )}
    </SectionPage>
  );
}

function reference(model: Schemas["ModelRef"] | undefined): string | undefined {
  if (model === undefined) return undefined;
  return visible(model.model === "" ? `${model.provider}, ${texts.settings.agents.providerDefault}` : `${model.provider}/${model.model}`);
}
