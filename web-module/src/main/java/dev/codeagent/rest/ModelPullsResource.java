package dev.codeagent.rest;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ModelPull;
import dev.codeagent.api.provider.ModelService;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Downloads of models to the server of a provider. */
@Path("/providers/{id}/pulls")
@RequestScoped
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelPullsResource {
    @Inject
    ModelService models;

    /** The body of a POST that starts a download. */
    public record PullRequest(@Schema(required = true) String model) {}

    @POST
    @Idempotent
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "startModelPull", summary = "Download a model to the server of a provider")
    @APIResponse(responseCode = "202", description = "The download has begun")
    public Answer<ModelPull> start(@PathParam("id") ProviderId id, PullRequest request) {
        ModelPull pull = AgentException.readField("model", () -> models.startPull(Caller.LOCAL, id, request.model()));
        return Answer.accepted(pull, "providers/" + id + "/pulls/" + pull.id());
    }

    @GET
    @Operation(operationId = "listModelPulls", summary = "List the downloads of models, newest first")
    public Answer<List<ModelPull>> list(
            @PathParam("id") ProviderId id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("0") @Schema(minimum = "0", maximum = "1000") int limit) {
        return Answer.pageOf(models.listPulls(Caller.LOCAL, id), cursor, limit, ModelPull::id);
    }

    @GET
    @Path("/{pull}")
    @Operation(operationId = "getModelPull", summary = "Get the progress of a download")
    public ModelPull get(@PathParam("id") ProviderId id, @PathParam("pull") String pull) {
        return models.getPull(Caller.LOCAL, id, pull);
    }

    @DELETE
    @Path("/{pull}")
    @Operation(operationId = "cancelModelPull", summary = "Cancel a download")
    public ModelPull cancel(@PathParam("id") ProviderId id, @PathParam("pull") String pull) {
        return models.cancelPull(Caller.LOCAL, id, pull);
    }
}
