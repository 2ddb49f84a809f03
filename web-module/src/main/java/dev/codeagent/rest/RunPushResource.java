package dev.codeagent.rest;

import dev.codeagent.api.publishing.PublishingService;
import dev.codeagent.api.publishing.PushedBranch;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The branch of a run on the git server of its project. */
@Path("/runs/{run}/push")
@RequestScoped
@Tag(name = "publishing")
@Produces(MediaType.APPLICATION_JSON)
public class RunPushResource {
    @Inject
    PublishingService publishing;

    @POST
    @Operation(
            operationId = "pushRun",
            summary = "Push a run's branch to the git server of its project, under its own name and without force")
    public PushedBranch push(@PathParam("run") RunId run) {
        return publishing.push(Caller.LOCAL, run);
    }
}
