package dev.codeagent.rest;

import dev.codeagent.api.provider.ModelService;
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
    @Operation(summary = "List the models of a provider")
    public String list(
            @PathParam("id") String id,
            @QueryParam("query") @DefaultValue("") String query,
            @QueryParam("page") @DefaultValue("1") int page,
            @QueryParam("pageSize") @DefaultValue("100") int pageSize) {
        return JsonBodies.toJson(models.list(Caller.LOCAL, new ProviderId(id), query, page, pageSize));
    }

    @DELETE
    @Path("/{model: .+}")
    @Operation(summary = "Delete a model from the server of a provider")
    public void remove(@PathParam("id") String id, @PathParam("model") String model) {
        models.remove(Caller.LOCAL, new ProviderId(id), model);
    }
}
