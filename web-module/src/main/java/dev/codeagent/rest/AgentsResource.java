package dev.codeagent.rest;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.AgentService;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The agents of a project: their configuration, and messages to a single agent. */
@Path("/agents")
@RequestScoped
@Tag(name = "agents")
@Produces(MediaType.APPLICATION_JSON)
public class AgentsResource {
    @Inject
    AgentService agents;

    @Inject
    EditLock edits;

    /** The body of a PUT; {@code models} are records, and {@code maxTurns} 0 keeps the current value. */
    public record AgentConfigurationRequest(
            List<ModelRef> models,
            int maxTurns,
            String instructions,
            String temperature,
            String effort,
            int maxOutputTokens,
            List<ProviderId> allowedProviders) {}

    /** The body of a message. */
    public record AgentMessageRequest(
            @Schema(required = true) String projectId,
            @Schema(required = true) String message,
            String sessionId,
            String provider) {}

    @GET
    @Operation(operationId = "listAgents", summary = "List the configurations of a project's agents")
    public List<AgentConfiguration> list(@QueryParam("projectId") @Nullable String project) {
        return agents.list(Caller.LOCAL, parseProjectId(project));
    }

    @GET
    @Path("/{agent}")
    @Operation(operationId = "getAgent", summary = "Get the configuration of a project's agent")
    public Answer<AgentConfiguration> get(
            @PathParam("agent") @Schema(implementation = AgentName.class) String agent,
            @QueryParam("projectId") @Nullable String project) {
        return Answer.versioned(agents.get(Caller.LOCAL, parseProjectId(project), AgentName.of(agent)));
    }

    @PUT
    @Path("/{agent}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "putAgent", summary = "Replace the configuration of a project's agent")
    public Answer<AgentConfiguration> put(
            @PathParam("agent") @Schema(implementation = AgentName.class) String agent,
            @QueryParam("projectId") @Nullable String project,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            AgentConfigurationRequest request) {
        ProjectId id = parseProjectId(project);
        AgentName name = AgentName.of(agent);
        return edits.withLock(id, () -> {
            AgentConfiguration current = agents.get(Caller.LOCAL, id, name);
            AnswerFilter.requireMatch(ifMatch, current);
            int turns = request.maxTurns() == 0 ? current.maxTurns() : request.maxTurns();
            var updated = new AgentConfiguration(
                    name,
                    request.models(),
                    turns,
                    request.instructions(),
                    request.temperature(),
                    request.effort(),
                    request.maxOutputTokens(),
                    request.allowedProviders());
            return Answer.versioned(agents.put(Caller.LOCAL, id, updated));
        });
    }

    @POST
    @Idempotent
    @Path("/{agent}/messages")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "sendAgentMessage", summary = "Send a message to an agent: a run of this agent alone")
    @APIResponse(responseCode = "201", description = "The run is stored")
    public Answer<Run> send(
            @PathParam("agent") @Schema(implementation = AgentName.class) String agent, AgentMessageRequest request) {
        Run run = agents.sendMessage(
                Caller.LOCAL,
                parseProjectId(request.projectId()),
                AgentName.of(agent),
                CreateRunRequest.resolveSession(request.sessionId()),
                request.message(),
                CreateRunRequest.parseProvider(request.provider()));
        return Answer.created(run, "runs/" + run.id());
    }

    private static ProjectId parseProjectId(@Nullable String project) {
        if (project == null || project.isBlank()) {
            throw new AgentException(ErrorCode.UNKNOWN_PROJECT, "the project is missing; add 'projectId'")
                    .inField("projectId");
        }
        return AgentException.readField("projectId", () -> new ProjectId(project));
    }
}
