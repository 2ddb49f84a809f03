package dev.codeagent.agents.boundary;

import dev.codeagent.agents.AgentCatalog;
import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.ProjectService;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.run.AgentService;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunService;
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
@Local(AgentService.class)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AgentServiceBean implements AgentService {
    @Inject
    ProjectService projects;

    @Inject
    RunService runs;

    private AgentCatalog catalog;

    @PostConstruct
    void init() {
        catalog = new AgentCatalog(projects, runs);
    }

    @Override
    public List<AgentConfiguration> list(Caller caller, ProjectId project) {
        return catalog.list(caller, project);
    }

    @Override
    public AgentConfiguration get(Caller caller, ProjectId project, AgentName agent) {
        return catalog.get(caller, project, agent);
    }

    @Override
    public AgentConfiguration put(Caller caller, ProjectId project, AgentConfiguration configuration) {
        return catalog.put(caller, project, configuration);
    }

    @Override
    public Run sendMessage(
            Caller caller,
            ProjectId project,
            AgentName agent,
            SessionId session,
            String message,
            Optional<ModelRef> model) {
        return catalog.sendMessage(caller, project, agent, session, message, model);
    }
}
