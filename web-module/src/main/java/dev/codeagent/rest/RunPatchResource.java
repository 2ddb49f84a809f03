package dev.codeagent.rest;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.run.RunService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The patch of a run as a file. */
@Path("/runs/{run}/patch")
@RequestScoped
@Tag(name = "runs")
public class RunPatchResource {
    private static final int TAG_LENGTH = 32;

    @Inject
    RunService runs;

    /** A type without a charset: the files of a patch have several encodings, and binary ones have none. */
    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(
            operationId = "downloadPatch",
            summary = "Download a run's whole patch, which `git apply` reads, with binary files: the exact bytes")
    @APIResponse(responseCode = "200", description = "The patch, as a file RUN.patch", headers = @Header(name = "ETag"))
    @APIResponse(responseCode = "304", description = "The ETag in If-None-Match is current")
    public Response download(@PathParam("run") RunId run, @Context Request request) {
        RunId id = runs.get(Caller.LOCAL, run).id();
        byte[] patch = runs.diff(Caller.LOCAL, id);
        if (patch.length == 0) {
            throw new AgentException(ErrorCode.NOTHING_TO_APPLY, "run " + id + " has no patch: it changed nothing");
        }
        var tag = new EntityTag(Sha256.hexOf(patch).substring(0, TAG_LENGTH));
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return unchanged != null
                ? unchanged.build()
                : Response.ok(patch)
                        .tag(tag)
                        .header("Content-Disposition", "attachment; filename=\"" + id + ".patch\"")
                        .build();
    }
}
