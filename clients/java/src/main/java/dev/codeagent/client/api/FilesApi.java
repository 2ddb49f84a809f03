package dev.codeagent.client.api;

import dev.codeagent.client.http.Download;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** Files of projects and of the results of runs. Paths are relative to the root of the repository. */
@Produces("application/json")
@Consumes("application/json")
public interface FilesApi {

    /**
     * The entries of a directory of a project, or with {@code recursive} all files below it.
     *
     * @param path empty for the root
     * @param cursor {@code next} of the page before
     */
    @GET
    @Path("/api/v1/projects/{id}/files")
    FilePage listOfProject(
            @PathParam("id") String project,
            @QueryParam("path") @Nullable String path,
            @QueryParam("recursive") boolean recursive,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") int limit);

    /** The bytes of a file of a project, and its ETag. */
    @GET
    @Path("/api/v1/projects/{id}/files/content")
    @Produces("application/octet-stream")
    Download readOfProject(@PathParam("id") String project, @QueryParam("path") String path);

    /**
     * Creates a file, or replaces the one that has the ETag.
     *
     * @param etag null if there must be no such file; {@code *} replaces any
     */
    @PUT
    @Path("/api/v1/projects/{id}/files/content")
    @Consumes("application/octet-stream")
    WrittenFile write(
            @PathParam("id") String project,
            @QueryParam("path") String path,
            @HeaderParam("If-Match") @Nullable String etag,
            byte[] content);

    /** The lines of a project's files that contain a text. */
    @GET
    @Path("/api/v1/projects/{id}/files/matches")
    FileMatches searchProject(
            @PathParam("id") String project,
            @QueryParam("text") String text,
            @QueryParam("ignoreCase") boolean ignoreCase,
            @QueryParam("path") @Nullable String path,
            @QueryParam("limit") int limit);

    /** The same as for projects: the files of a finished run's result. */
    @GET
    @Path("/api/v1/runs/{run}/files")
    FilePage listOfRun(
            @PathParam("run") String run,
            @QueryParam("path") @Nullable String path,
            @QueryParam("recursive") boolean recursive,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") int limit);

    @GET
    @Path("/api/v1/runs/{run}/files/content")
    @Produces("application/octet-stream")
    Download readOfRun(@PathParam("run") String run, @QueryParam("path") String path);

    @GET
    @Path("/api/v1/runs/{run}/files/matches")
    FileMatches searchRun(
            @PathParam("run") String run,
            @QueryParam("text") String text,
            @QueryParam("ignoreCase") boolean ignoreCase,
            @QueryParam("path") @Nullable String path,
            @QueryParam("limit") int limit);

    /**
     * Stores an image or a text; a new run names it by its id.
     *
     * @param name for people
     */
    @POST
    @Path("/api/v1/attachments")
    @Consumes("application/octet-stream")
    Attachment attach(@QueryParam("name") @Nullable String name, byte[] content);
}
