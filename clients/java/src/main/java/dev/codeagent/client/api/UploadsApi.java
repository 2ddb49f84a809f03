package dev.codeagent.client.api;

import dev.codeagent.client.http.IdempotencyKey;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;

/** Projects whose files a client sends as git bundles. */
@Produces("application/json")
@Consumes("application/json")
public interface UploadsApi {

    /** Creates a project, or gets the one with the same key. */
    @POST
    @Path("/api/v1/uploads")
    Project create(NewUpload upload);

    @POST
    @Path("/api/v1/uploads")
    Project create(@HeaderParam("Idempotency-Key") IdempotencyKey key, NewUpload upload);

    /** What the server has of a project. */
    @GET
    @Path("/api/v1/uploads/{project}")
    UploadStatus status(@PathParam("project") String project);

    /**
     * Sends a piece of at most 1 MiB of a bundle.
     *
     * @param transfer SHA-256 of the whole bundle
     * @param offset what the server has of it
     */
    @PUT
    @Path("/api/v1/uploads/{project}/transfers/{transfer}")
    @Consumes("application/octet-stream")
    UploadStatus send(
            @PathParam("project") String project,
            @PathParam("transfer") String transfer,
            @QueryParam("offset") long offset,
            byte[] piece);

    /** Checks a complete bundle, and makes its commit the files of the project. */
    @POST
    @Path("/api/v1/uploads/{project}/transfers/{transfer}")
    UploadStatus finish(@PathParam("project") String project, @PathParam("transfer") String transfer);

    /** The patch of a run, merged with the uploaded files, for {@code git apply --binary}. */
    @POST
    @Path("/api/v1/uploads/{project}/merges")
    @Produces("text/x-diff")
    byte[] merge(@PathParam("project") String project, MergeRun merge);
}
