package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.Run;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.api.upload.UploadService;
import dev.codeagent.api.upload.UploadStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

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
    public record CreateUploadRequest(
            @Schema(required = true) String key, String name, String subdirectory) {}

    /** The run whose patch is merged with the files, and the parts of it; without parts, all that remain. */
    public record MergeRequest(@Schema(required = true) RunId run, List<PatchSelection> parts) {}

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createUpload",
            summary = "Create a project whose files a client uploads, or get it if it exists")
    @APIResponse(responseCode = "201", description = "The project exists")
    public Answer<Project> create(CreateUploadRequest request) {
        Project project = uploads.create(Caller.LOCAL, request.key(), request.name(), request.subdirectory());
        return Answer.created(project, "projects/" + project.id());
    }

    @GET
    @Path("/{project}")
    @Operation(
            operationId = "getUpload",
            summary = "Get what the server has of a project: its commit, and the transfer that is not finished")
    public UploadStatus status(@PathParam("project") ProjectId project) {
        return uploads.status(Caller.LOCAL, project);
    }

    @PUT
    @Path("/{project}/transfers/{transfer}")
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            operationId = "sendUploadPiece",
            summary = "Send a piece of a git bundle, at most 1 MiB; transfer is the SHA-256 of the whole bundle, offset"
                    + " what the server has of it")
    public UploadStatus receive(
            @PathParam("project") ProjectId project,
            @PathParam("transfer") String transfer,
            @QueryParam("offset") @DefaultValue("0") @Schema(minimum = "0") long offset,
            InputStream body) {
        return uploads.receive(Caller.LOCAL, project, transfer, offset, readPiece(body));
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
    public UploadStatus finish(@PathParam("project") ProjectId project, @PathParam("transfer") String transfer) {
        return uploads.finish(Caller.LOCAL, project, transfer);
    }

    @POST
    @Path("/{project}/merges")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces("text/x-diff")
    @Operation(
            operationId = "mergeRun",
            summary = "Merge a run's patch with the uploaded files. The answer is a patch for git apply, empty if the"
                    + " files have the changes")
    @APIResponse(responseCode = "200", description = "The patch")
    public Response merge(@PathParam("project") ProjectId project, MergeRequest request) {
        Run run = runs.get(Caller.LOCAL, request.run());
        if (!run.project().equals(project)) {
            throw AgentException.invalidValue("'run' is '" + run.id() + "', a run of project " + run.project())
                    .inField("run");
        }
        return Response.ok(uploads.merge(Caller.LOCAL, run.project(), run.id(), request.parts()))
                .build();
    }
}
