package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.project.UploadService;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Projects whose files a client sends as git bundles, in pieces. */
@Path("/uploads")
@RequestScoped
@Tag(name = "uploads")
@Produces(MediaType.APPLICATION_JSON)
public class UploadsResource {
    private static final int MAX_PIECE = 1 << 20;

    @Inject
    UploadService uploads;

    @Inject
    RunService runs;

    /**
     * The body of a request that creates a project.
     *
     * @param key the client's name for the folder, chosen at random
     * @param subdirectory the part of the repository that agents work in; empty for all of it
     */
    public record CreateUploadRequest(String key, String name, String subdirectory) {}

    /** The run whose patch is merged with the files, and the parts of it; without parts, all that remain. */
    public record MergeRequest(String run, List<PatchSelection> parts) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createUpload",
            summary =
                    "Create a project whose files a client uploads, or get it if it exists: {key, name, subdirectory?}")
    public Response create(InputStream body) {
        CreateUploadRequest request = JsonBodies.read(body, CreateUploadRequest.class);
        return Response.status(Response.Status.CREATED)
                .entity(JsonBodies.toJson(
                        uploads.create(Caller.LOCAL, request.key(), request.name(), request.subdirectory())))
                .build();
    }

    @GET
    @Path("/{project}")
    @Operation(
            operationId = "getUpload",
            summary = "Get what the server has of a project: its commit, and the transfer that is not finished")
    public String status(@PathParam("project") String project) {
        return JsonBodies.toJson(uploads.status(Caller.LOCAL, new ProjectId(project)));
    }

    @PUT
    @Path("/{project}/transfers/{transfer}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            operationId = "sendUploadPiece",
            summary = "Send a piece of a git bundle, at most 1 MiB; transfer is the SHA-256 of the whole bundle, offset"
                    + " what the server has of it")
    public String receive(
            @PathParam("project") String project,
            @PathParam("transfer") String transfer,
            @QueryParam("offset") @Nullable String offset,
            InputStream body) {
        return JsonBodies.toJson(uploads.receive(
                Caller.LOCAL,
                new ProjectId(project),
                transfer,
                RunsResource.number("offset", offset == null ? "" : offset, 0, Long.MAX_VALUE),
                readPiece(body)));
    }

    private static byte[] readPiece(InputStream body) {
        try {
            byte[] piece = body.readNBytes(MAX_PIECE + 1);
            if (piece.length > MAX_PIECE) {
                throw new AgentException(
                        ErrorCode.MESSAGE_TOO_LARGE, "a piece may contain at most " + MAX_PIECE + " bytes");
            }
            return piece;
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "the request body is incomplete: " + e.getMessage(), e);
        }
    }

    @POST
    @Path("/{project}/transfers/{transfer}")
    @Operation(
            operationId = "finishUpload",
            summary = "Check a complete bundle, and make its commit the files of the project")
    public String finish(@PathParam("project") String project, @PathParam("transfer") String transfer) {
        return JsonBodies.toJson(uploads.finish(Caller.LOCAL, new ProjectId(project), transfer));
    }

    @POST
    @Path("/{project}/merges")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces("text/x-diff")
    @Operation(
            operationId = "mergeRun",
            summary = "Merge a run's patch with the uploaded files: {run, parts?}. The answer is a patch for git apply,"
                    + " empty if the files have the changes")
    public Response merge(@PathParam("project") String project, InputStream body) {
        MergeRequest request = JsonBodies.read(body, MergeRequest.class);
        Run run = runs.get(Caller.LOCAL, new RunId(request.run()));
        if (!run.project().value().equals(project)) {
            throw AgentException.invalidValue("'run' is '" + run.id() + "', a run of project " + run.project());
        }
        return Response.ok(uploads.merge(Caller.LOCAL, run.project(), run.id(), request.parts()))
                .build();
    }
}
