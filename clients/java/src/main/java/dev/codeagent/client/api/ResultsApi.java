package dev.codeagent.client.api;

import dev.codeagent.client.http.Download;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.List;

/** What leaves the server of a run: its patch as a file, its branch, and a pull request. */
@Produces("application/json")
@Consumes("application/json")
public interface ResultsApi {

    /** The patch as a file, with its ETag. */
    @GET
    @Path("/api/v1/runs/{run}/patch")
    @Produces("application/octet-stream")
    Download patch(@PathParam("run") String run);

    /** Pushes the branch of a run to the git server of its project. */
    @POST
    @Path("/api/v1/runs/{run}/push")
    PushedBranch push(@PathParam("run") String run);

    /** The text of a pull request; nothing is sent. */
    @GET
    @Path("/api/v1/runs/{run}/pull-request")
    PullRequestText pullRequestText(@PathParam("run") String run);

    /** Pushes the branch and creates a pull request, unless there is one. */
    @POST
    @Path("/api/v1/runs/{run}/pull-request")
    PullRequest createPullRequest(@PathParam("run") String run, NewPullRequest request);

    /** The clients that follow a run now. */
    @GET
    @Path("/api/v1/runs/{run}/followers")
    List<Follower> followers(@PathParam("run") String run);
}
