package dev.codeagent.rest;

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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The catalogue of models. */
@Path("/models")
@RequestScoped
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    @Inject
    ModelService models;

    @GET
    @Operation(summary = "Search the model catalogue")
    public String search(@QueryParam("query") @DefaultValue("") String query) {
        return JsonBodies.toJson(models.search(Caller.LOCAL, query));
    }

    @POST
    @Path("/refresh")
    @Operation(summary = "Read the model catalogue again from its configured address")
    public String refresh() {
        return JsonBodies.toJson(models.refreshCatalog(Caller.LOCAL));
    }
}
