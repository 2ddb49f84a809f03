package dev.codeagent.rest;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Sessions: conversations, each of several runs in one project. */
@Path("/sessions")
@RequestScoped
@Tag(name = "runs")
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
    @Inject
    RunService runs;

    @GET
    @Operation(summary = "List conversations, the one with the last activity first")
    public String list(
            @QueryParam("projectId") @Nullable String project, @QueryParam("limit") @DefaultValue("50") String limit) {
        return JsonBodies.toJson(
                runs.conversations(Caller.LOCAL, Optional.ofNullable(project).map(ProjectId::new), (int)
                        RunsResource.number("limit", limit, 1, 1_000)));
    }
}
