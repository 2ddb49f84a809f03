package dev.codeagent.client.api;

import dev.codeagent.client.http.IdempotencyKey;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs: a request and everything that the agents do for it. A run is named by its id or the beginning of it. */
@Produces("application/json")
@Consumes("application/json")
public interface RunsApi {

    /** Starts a run; it is stored when this returns. */
    @POST
    @Path("/api/v1/runs")
    Run start(NewRun run);

    /** The same, and can be sent again with the same key: it starts one run. */
    @POST
    @Path("/api/v1/runs")
    Run start(@HeaderParam("Idempotency-Key") IdempotencyKey key, NewRun run);

    /**
     * Runs, newest first.
     *
     * @param state one or several states, separated by commas
     * @param cursor the id of the last run of the page before
     */
    @GET
    @Path("/api/v1/runs")
    List<Run> list(
            @QueryParam("projectId") @Nullable String project,
            @QueryParam("sessionId") @Nullable String session,
            @QueryParam("state") @Nullable String state,
            @QueryParam("patch") @Nullable String patch,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") int limit);

    @GET
    @Path("/api/v1/runs/{run}")
    Run get(@PathParam("run") String run);

    /** The newest run of a project. */
    @GET
    @Path("/api/v1/runs/last")
    Run last(@QueryParam("projectId") @Nullable String project);

    @GET
    @Path("/api/v1/runs/{run}/report")
    RunReport report(@PathParam("run") String run);

    @POST
    @Path("/api/v1/runs/{run}/cancel")
    Run cancel(@PathParam("run") String run);

    /** The patch as a git diff, byte for byte. */
    @GET
    @Path("/api/v1/runs/{run}/diff")
    @Produces("text/x-diff")
    byte[] diff(@PathParam("run") String run);

    @GET
    @Path("/api/v1/runs/{run}/hunks")
    List<PatchFile> hunks(@PathParam("run") String run);

    @POST
    @Path("/api/v1/runs/{run}/apply")
    Run apply(@PathParam("run") String run, PatchParts parts);

    @POST
    @Path("/api/v1/runs/{run}/undo")
    UndoResult undo(@PathParam("run") String run, Undo undo);

    @POST
    @Path("/api/v1/runs/{run}/discard")
    Run discard(@PathParam("run") String run);

    /** Events after a number, oldest first. */
    @GET
    @Path("/api/v1/runs/{run}/events")
    EventPage events(@PathParam("run") String run, @QueryParam("after") long after, @QueryParam("limit") int limit);

    /** Conversations, the one with the last activity first. */
    @GET
    @Path("/api/v1/sessions")
    List<Conversation> sessions(@QueryParam("projectId") @Nullable String project, @QueryParam("limit") int limit);
}
