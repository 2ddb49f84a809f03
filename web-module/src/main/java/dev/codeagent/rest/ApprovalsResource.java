package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.ApprovalDecision;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Approval requests of runs that wait for a decision. */
@Path("/approvals")
@RequestScoped
@Tag(name = "approvals")
@Produces(MediaType.APPLICATION_JSON)
public class ApprovalsResource {
    @Inject
    RunService runs;

    /** The body of a decision: {@code decision} is approve or deny, {@code scope} is once, session or rule. */
    public record ApprovalDecisionRequest(String decision, String scope, String digest) {}

    @GET
    @Operation(summary = "List the open questions, oldest first")
    public String list() {
        return JsonBodies.toJson(runs.openApprovals(Caller.LOCAL));
    }

    @POST
    @Path("/{approval}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Answer a question, by its id or its run's: {decision: approve | deny, scope?, digest?}")
    public String answer(@PathParam("approval") String approval, InputStream body) {
        ApprovalDecisionRequest request = JsonBodies.read(body, ApprovalDecisionRequest.class);
        if (!request.decision().equals("approve") && !request.decision().equals("deny")) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "field 'decision' is '" + request.decision() + "'; use approve or deny");
        }
        var decision = new ApprovalDecision(
                approval,
                request.decision().equals("approve"),
                EnvelopeCodec.parseScope(request.scope()),
                request.digest());
        return JsonBodies.toJson(runs.decideApproval(Caller.LOCAL, decision));
    }
}
