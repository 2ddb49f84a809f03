package dev.codeagent.rest;

import dev.codeagent.api.provider.ModelService;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.security.Caller;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Downloads of models to the server of a provider. */
@Path("/providers/{id}/pulls")
@RequestScoped
@Tag(name = "models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelPullsResource {
    @Inject
    ModelService models;

    /** The body of a POST that starts a download. */
    public record PullRequest(String model) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Download a model to the server of a provider: {model}")
    public Response start(@PathParam("id") String id, InputStream body) {
        PullRequest request = JsonBodies.read(body, PullRequest.class);
        return Response.accepted(JsonBodies.toJson(models.startPull(Caller.LOCAL, new ProviderId(id), request.model())))
                .build();
    }

    @GET
    @Operation(summary = "List the downloads of models")
    public String list(@PathParam("id") String id) {
        return JsonBodies.toJson(models.listPulls(Caller.LOCAL, new ProviderId(id)));
    }

    @GET
    @Path("/{pull}")
    @Operation(summary = "Get the progress of a download")
    public String get(@PathParam("id") String id, @PathParam("pull") String pull) {
        return JsonBodies.toJson(models.getPull(Caller.LOCAL, new ProviderId(id), pull));
    }

    @DELETE
    @Path("/{pull}")
    @Operation(summary = "Cancel a download")
    public String cancel(@PathParam("id") String id, @PathParam("pull") String pull) {
        return JsonBodies.toJson(models.cancelPull(Caller.LOCAL, new ProviderId(id), pull));
    }
}
