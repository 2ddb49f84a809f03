package dev.codeagent.client.api;

import dev.codeagent.client.http.IdempotencyKey;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** The agents of a project. */
@Produces("application/json")
@Consumes("application/json")
public interface AgentsApi {

    @GET
    @Path("/api/v1/agents")
    List<AgentConfiguration> list(@QueryParam("projectId") String project);

    @GET
    @Path("/api/v1/agents/{agent}")
    AgentConfiguration get(@PathParam("agent") String agent, @QueryParam("projectId") String project);

    @PUT
    @Path("/api/v1/agents/{agent}")
    AgentConfiguration put(
            @PathParam("agent") String agent, @QueryParam("projectId") String project, AgentChange configuration);

    /** Starts a run of this agent alone. */
    @POST
    @Path("/api/v1/agents/{agent}/messages")
    Run send(@PathParam("agent") String agent, AgentMessage message);

    @POST
    @Path("/api/v1/agents/{agent}/messages")
    Run send(
            @PathParam("agent") String agent, @HeaderParam("Idempotency-Key") IdempotencyKey key, AgentMessage message);

    /** The calls of past runs that a rule file would decide differently. */
    @POST
    @Path("/api/v1/policy/try")
    PolicyTrialResult tryPolicy(PolicyTrial trial);
}
