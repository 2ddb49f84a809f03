package dev.codeagent.agents.boundary;

import dev.codeagent.agents.AgentDesk;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.Projects;
import dev.codeagent.api.provider.ModelChoice;
import dev.codeagent.api.run.Agents;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.Runs;
import dev.codeagent.api.run.SessionId;
import dev.codeagent.api.security.Caller;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Local;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** The agents' door. */
@Stateless
@Local(Agents.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AgentsBean implements Agents {
    @Inject
    Projects projects;

    @Inject
    Runs runs;

    private AgentDesk desk;

    @PostConstruct
    void open() {
        desk = new AgentDesk(projects, runs);
    }

    @Override
    public List<AgentConfiguration> list(Caller caller, ProjectId project) {
        return desk.list(caller, project);
    }

    @Override
    public AgentConfiguration get(Caller caller, ProjectId project, AgentName agent) {
        return desk.get(caller, project, agent);
    }

    @Override
    public AgentConfiguration put(Caller caller, ProjectId project, AgentConfiguration configuration) {
        return desk.put(caller, project, configuration);
    }

    @Override
    public Run send(
            Caller caller,
            ProjectId project,
            AgentName agent,
            SessionId session,
            String message,
            Optional<ModelChoice> model) {
        return desk.send(caller, project, agent, session, message, model);
    }
}
