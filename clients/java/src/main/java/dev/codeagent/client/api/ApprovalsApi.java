package dev.codeagent.client.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.List;

/** Questions of runs that wait for a decision. */
@Produces("application/json")
@Consumes("application/json")
public interface ApprovalsApi {

    @GET
    @Path("/api/v1/approvals")
    List<Approval> list();

    /** Answers a question, by its id or that of its run. */
    @POST
    @Path("/api/v1/approvals/{approval}")
    Run answer(@PathParam("approval") String approval, Decision decision);
}
