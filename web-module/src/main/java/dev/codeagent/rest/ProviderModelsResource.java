package dev.codeagent.rest;

import dev.codeagent.api.provider.ModelService;
import dev.codeagent.api.provider.Page;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The models that a provider offers. */
@Path("/providers/{id}/models")
@RequestScoped
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
public class ProviderModelsResource {
    @Inject
    ModelService models;

    @GET
    @Operation(operationId = "listProviderModels", summary = "List the models of a provider, page by page")
    public Page<ModelService.ProviderModel> list(
            @PathParam("id") ProviderId id,
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("page") @DefaultValue("1") @Schema(minimum = "1") int page,
            @QueryParam("pageSize") @DefaultValue("100") @Schema(minimum = "1", maximum = "1000") int pageSize) {
        return models.list(Caller.LOCAL, id, query, page, pageSize);
    }

    @DELETE
    @Path("/{model: .+}")
    @Operation(operationId = "deleteProviderModel", summary = "Delete a model from the server of a provider")
    public void remove(@PathParam("id") ProviderId id, @PathParam("model") String model) {
        models.remove(Caller.LOCAL, id, model);
    }
}
