package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.run.Approval;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Approval requests of runs that wait for a decision. */
@Path("/approvals")
@RequestScoped
@Tag(name = "approvals")
@Produces(MediaType.APPLICATION_JSON)
public class ApprovalsResource {
    @Inject
    RunService runs;

    /** The body of a decision: {@code decision} is approve or deny, {@code scope} is once, session or rule. */
    public record ApprovalDecisionRequest(
            @Schema(
                    required = true,
                    enumeration = {"approve", "deny"})
            String decision,

            @Schema(implementation = ApprovalDecision.Scope.class)
            String scope,

            String digest) {}

    @GET
    @Operation(operationId = "listApprovals", summary = "List the open questions, oldest first")
    public Answer<List<Approval>> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("0") @Schema(minimum = "0", maximum = "1000") int limit) {
        return Answer.pageOf(runs.openApprovals(Caller.LOCAL), cursor, limit, Approval::id);
    }

    @POST
    @Path("/{approval}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "decideApproval", summary = "Answer a question, by its id or its run's")
    public Run answer(@PathParam("approval") String approval, ApprovalDecisionRequest request) {
        if (!request.decision().equals("approve") && !request.decision().equals("deny")) {
            throw AgentException.invalidValue("field 'decision' is '" + request.decision() + "'; use approve or deny")
                    .inField("decision");
        }
        var decision = new ApprovalDecision(
                approval,
                request.decision().equals("approve"),
                AgentException.readField("scope", () -> EnvelopeCodec.parseScope(request.scope())),
                request.digest());
        return runs.decideApproval(Caller.LOCAL, decision);
    }
}
