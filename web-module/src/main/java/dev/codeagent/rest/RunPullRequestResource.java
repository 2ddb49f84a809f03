package dev.codeagent.rest;

import dev.codeagent.api.publishing.OpenPullRequest;
import dev.codeagent.api.publishing.PublishingService;
import dev.codeagent.api.publishing.PullRequestRequest;
import dev.codeagent.api.publishing.PullRequestText;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The pull request of a run on the git server of its project. */
@Path("/runs/{run}/pull-request")
@RequestScoped
@Tag(name = "publishing")
@Produces(MediaType.APPLICATION_JSON)
public class RunPullRequestResource {
    @Inject
    PublishingService publishing;

    @GET
    @Operation(
            operationId = "getPullRequestText",
            summary = "Get the title and description of a pull request for a run")
    public PullRequestText text(@PathParam("run") RunId run) {
        return publishing.pullRequestText(Caller.LOCAL, run);
    }

    @POST
    @Operation(
            operationId = "createPullRequest",
            summary = "Push a run's branch and create a pull request for it, unless there is one")
    public OpenPullRequest create(
            @PathParam("run") RunId run, @RequestBody(required = false) PullRequestRequest request) {
        return publishing.createPullRequest(Caller.LOCAL, run, request);
    }
}
