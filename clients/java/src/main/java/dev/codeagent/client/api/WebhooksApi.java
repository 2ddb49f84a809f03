package dev.codeagent.client.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signed requests that the server sends about events of runs. */
@Produces("application/json")
@Consumes("application/json")
public interface WebhooksApi {

    @GET
    @Path("/api/v1/webhooks")
    List<Webhook> list();

    @GET
    @Path("/api/v1/webhooks/{id}")
    Webhook get(@PathParam("id") String id);

    @PUT
    @Path("/api/v1/webhooks/{id}")
    Webhook put(@PathParam("id") String id, WebhookChange change);

    /** Removes a webhook, its secret and its deliveries. */
    @DELETE
    @Path("/api/v1/webhooks/{id}")
    void remove(@PathParam("id") String id);

    /** Sends a test event now. */
    @POST
    @Path("/api/v1/webhooks/{id}/test")
    WebhookTest test(@PathParam("id") String id);

    /** What was sent, newest first. */
    @GET
    @Path("/api/v1/webhooks/{id}/deliveries")
    List<WebhookDelivery> deliveries(
            @PathParam("id") String id, @QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") int limit);

    @POST
    @Path("/api/v1/webhooks/{id}/deliveries/{delivery}/retry")
    WebhookDelivery retry(@PathParam("id") String id, @PathParam("delivery") String delivery);
}
