package dev.codeagent.agents.boundary;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectDirectory;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectSelection;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.AgentService;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunRequest;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The use cases of a project's agents. */
@Stateless
@Local(AgentService.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AgentServiceBean implements AgentService {
    @Inject
    ProjectService projects;

    @Inject
    RunService runs;

    @Override
    public List<AgentConfiguration> list(Caller caller, ProjectId project) {
        return projects.configuration(caller, project).agents();
    }

    @Override
    public AgentConfiguration get(Caller caller, ProjectId project, AgentName agent) {
        return projects.getAgent(caller, project, agent);
    }

    @Override
    public AgentConfiguration put(Caller caller, ProjectId project, AgentConfiguration configuration) {
        return projects.putAgent(caller, project, configuration);
    }

    @Override
    public Run sendMessage(
            Caller caller,
            ProjectId project,
            AgentName agent,
            SessionId session,
            String message,
            Optional<ModelRef> model) {
        String command = projects.configuration(caller, project).workflow().commands().entrySet().stream()
                .filter(e -> e.getValue().equals(List.of(agent)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AgentException(
                        ErrorCode.UNKNOWN_COMMAND,
                        "the workflow of project " + project + " has no command for agent " + agent.wireName()
                                + " alone"));
        ProjectSelection selection = projects.resolve(caller, command, project.value(), new ProjectDirectory(""));
        return runs.start(new RunRequest(
                caller,
                selection.project(),
                session,
                command,
                List.of(),
                message,
                model,
                false,
                false,
                selection.folder()));
    }
}
