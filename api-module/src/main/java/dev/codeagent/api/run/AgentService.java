package dev.codeagent.api.run;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/** Use cases for the agents of a project. */
public interface AgentService {

    List<AgentConfiguration> list(Caller caller, ProjectId project);

    AgentConfiguration get(Caller caller, ProjectId project, AgentName agent);

    AgentConfiguration put(Caller caller, ProjectId project, AgentConfiguration configuration);

    /** Starts a run with only this agent. */
    Run sendMessage(
            Caller caller,
            ProjectId project,
            AgentName agent,
            SessionId session,
            String message,
            Optional<ModelRef> model);
}
