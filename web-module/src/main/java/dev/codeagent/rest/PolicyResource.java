package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.policy.PolicyService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Policy rules for tool calls. */
@Path("/policy")
@RequestScoped
@Tag(name = "policy")
@Produces(MediaType.APPLICATION_JSON)
public class PolicyResource {
    private static final int MAX_RUNS = 500;

    @Inject
    PolicyService policies;

    /** The body of a simulation; {@code runs} defaults to 20. */
    public record SimulationRequest(@Schema(required = true) JsonObject file, int runs) {}

    @POST
    @Path("/try")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "simulatePolicy",
            summary = "Simulate a rule file: list the calls of past runs that it would have changed")
    public PolicyService.Simulation tryOut(SimulationRequest request) {
        int runs = request.runs() == 0 ? 20 : request.runs();
        if (runs < 1 || runs > MAX_RUNS) {
            throw AgentException.invalidValue("field 'runs' is " + runs + "; it must be a number from 1 to " + MAX_RUNS)
                    .inField("runs");
        }
        return AgentException.readField(
                "file", () -> policies.simulate(Caller.LOCAL, request.file().toString(), runs));
    }
}
