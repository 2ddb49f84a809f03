package dev.codeagent.api.run;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.security.Caller;
import java.util.List;
import java.util.Optional;

/** The use cases around a project's agents. */
public interface AgentService {

    List<AgentConfiguration> list(Caller caller, ProjectId project);

    AgentConfiguration get(Caller caller, ProjectId project, AgentName agent);

    AgentConfiguration put(Caller caller, ProjectId project, AgentConfiguration configuration);

    /** Starts a run of this agent alone. */
    Run sendMessage(
            Caller caller,
            ProjectId project,
            AgentName agent,
            SessionId session,
            String message,
            Optional<ModelRef> model);
}
