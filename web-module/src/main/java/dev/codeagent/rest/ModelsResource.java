package dev.codeagent.rest;

import dev.codeagent.api.catalog.CatalogModel;
import dev.codeagent.api.provider.ModelService;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The catalogue of models. */
@Path("/models")
@RequestScoped
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    @Inject
    ModelService models;

    @GET
    @Operation(operationId = "searchModels", summary = "Search the model catalogue")
    public Answer<List<CatalogModel>> search(
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("0") @Schema(minimum = "0", maximum = "1000") int limit) {
        return Answer.pageOf(
                models.search(Caller.LOCAL, query), cursor, limit, model -> model.provider() + "/" + model.id());
    }

    @POST
    @Path("/refresh")
    @Operation(operationId = "refreshModels", summary = "Read the model catalogue again from its configured address")
    public ModelService.CatalogRefresh refresh() {
        return models.refreshCatalog(Caller.LOCAL);
    }
}
