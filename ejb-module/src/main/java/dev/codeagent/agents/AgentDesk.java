package dev.codeagent.agents;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Projects;
import dev.codeagent.api.provider.ModelChoice;
import dev.codeagent.api.run.Agents;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.Runs;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The use cases around a project's agents. */
public final class AgentDesk implements Agents {
    private final Projects projects;
    private final Runs runs;

    public AgentDesk(Projects projects, Runs runs) {
        this.projects = projects;
        this.runs = runs;
    }

    @Override
    public List<AgentConfiguration> list(Caller caller, ProjectId project) {
        return projects.setup(caller, project).agents();
    }

    @Override
    public AgentConfiguration get(Caller caller, ProjectId project, AgentName agent) {
        return projects.agent(caller, project, agent);
    }

    @Override
    public AgentConfiguration put(Caller caller, ProjectId project, AgentConfiguration configuration) {
        return projects.putAgent(caller, project, configuration);
    }

    @Override
    public Run send(
            Caller caller,
            ProjectId project,
            AgentName agent,
            SessionId session,
            String message,
            Optional<ModelChoice> model) {
        String command = projects.setup(caller, project).workflow().commands().entrySet().stream()
                .filter(e -> e.getValue().equals(List.of(agent)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_COMMAND,
                        "the workflow of project " + project + " has no command for agent " + agent.wireName()
                                + " alone"));
        return runs.start(new RunRequest(caller, project, session, command, List.of(), message, model));
    }
}
