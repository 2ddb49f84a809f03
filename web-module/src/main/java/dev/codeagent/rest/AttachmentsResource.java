package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.Attachment;
import dev.codeagent.api.run.AttachmentService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Files that users attach to prompts. */
@Path("/attachments")
@RequestScoped
@Tag(name = "attachments")
@Produces(MediaType.APPLICATION_JSON)
public class AttachmentsResource {
    @Inject
    AttachmentService attachments;

    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "addAttachment",
            summary = "Upload an image or a text; the field attachments of a new run names it by its id")
    @APIResponse(
            responseCode = "201",
            description = "The file is stored for a day, or for a run that names it",
            content = @Content(schema = @Schema(implementation = Attachment.class)))
    public Response add(
            @QueryParam("name") @DefaultValue("") String name,
            @HeaderParam("Content-Type") @DefaultValue("") String mediaType,
            InputStream body) {
        Attachment added = attachments.add(Caller.LOCAL, name, mediaType, readBody(body));
        return Response.status(Response.Status.CREATED)
                .entity(JsonBodies.toJson(added))
                .build();
    }

    private static byte[] readBody(InputStream body) {
        try {
            return body.readNBytes(AttachmentService.MAX_IMAGE_BYTES + 1);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.MALFORMED_MESSAGE, "the request body is incomplete: " + e.getMessage(), e);
        }
    }
}
