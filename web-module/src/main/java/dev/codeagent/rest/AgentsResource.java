package dev.codeagent.rest;

import dev.codeagent.api.agent.AgentConfiguration;
import dev.codeagent.api.agent.AgentName;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.provider.ModelRef;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.run.AgentService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The agents of a project: their configuration, and messages to a single agent. */
@Path("/agents")
@RequestScoped
@Tag(name = "agents")
@Produces(MediaType.APPLICATION_JSON)
public class AgentsResource {
    @Inject
    AgentService agents;

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
    public record AgentMessageRequest(String projectId, String message, String sessionId, String provider) {}

    @GET
    @Operation(summary = "List the configurations of a project's agents")
    public String list(@QueryParam("projectId") String project) {
        return JsonBodies.toJson(agents.list(Caller.LOCAL, parseProjectId(project)));
    }

    @GET
    @Path("/{agent}")
    @Operation(summary = "Get the configuration of a project's agent")
    public String get(@PathParam("agent") String agent, @QueryParam("projectId") String project) {
        return JsonBodies.toJson(agents.get(Caller.LOCAL, parseProjectId(project), AgentName.of(agent)));
    }

    @PUT
    @Path("/{agent}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Put the configuration of a project's agent: {models: [{provider, model}], maxTurns, instructions,"
                            + " temperature, effort, maxOutputTokens, allowedProviders}")
    public String put(@PathParam("agent") String agent, @QueryParam("projectId") String project, InputStream body) {
        AgentName name = AgentName.of(agent);
        AgentConfiguration current = agents.get(Caller.LOCAL, parseProjectId(project), name);
        AgentConfigurationRequest request = JsonBodies.read(body, AgentConfigurationRequest.class);
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
        return JsonBodies.toJson(agents.put(Caller.LOCAL, parseProjectId(project), updated));
    }

    @POST
    @Path("/{agent}/messages")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Send a message to an agent: a run of this agent alone: {projectId, message, sessionId?, provider?}")
    public Response send(@PathParam("agent") String agent, InputStream body) {
        AgentMessageRequest request = JsonBodies.read(body, AgentMessageRequest.class);
        Optional<ModelRef> model =
                Optional.of(request.provider()).filter(p -> !p.isEmpty()).map(ModelRef::parse);
        return Response.status(Response.Status.CREATED)
                .entity(JsonBodies.toJson(agents.sendMessage(
                        Caller.LOCAL,
                        parseProjectId(request.projectId()),
                        AgentName.of(agent),
                        CreateRunRequest.resolveSession(request.sessionId()),
                        request.message(),
                        model)))
                .build();
    }

    private static ProjectId parseProjectId(String project) {
        if (project == null || project.isBlank()) {
            throw new AgentException(ErrorCode.UNKNOWN_PROJECT, "the project is missing; add 'projectId'");
        }
        return new ProjectId(project);
    }
}
