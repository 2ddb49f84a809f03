package dev.codeagent.rest;

import dev.codeagent.api.security.Caller;
import dev.codeagent.api.webhook.Webhook;
import dev.codeagent.api.webhook.WebhookDelivery;
import dev.codeagent.api.webhook.WebhookId;
import dev.codeagent.api.webhook.WebhookRequest;
import dev.codeagent.api.webhook.WebhookService;
import dev.codeagent.api.webhook.WebhookStore;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Webhooks. A secret can be written but never read. */
@Path("/webhooks")
@RequestScoped
@Tag(name = "webhooks")
@Produces(MediaType.APPLICATION_JSON)
public class WebhooksResource {
    @Inject
    WebhookService webhooks;

    @GET
    @Operation(operationId = "listWebhooks", summary = "List the webhooks")
    public Answer<List<Webhook>> list(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("0") @Schema(minimum = "0", maximum = "1000") int limit) {
        return Answer.pageOf(
                webhooks.list(Caller.LOCAL),
                cursor,
                limit,
                webhook -> webhook.id().value());
    }

    @GET
    @Path("/{id}")
    @Operation(operationId = "getWebhook", summary = "Get a webhook")
    public Webhook get(@PathParam("id") WebhookId id) {
        return webhooks.get(Caller.LOCAL, id);
    }

    @PUT
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "putWebhook", summary = "Add or change a webhook; a missing field keeps its value")
    public Webhook put(@PathParam("id") WebhookId id, WebhookRequest request) {
        return webhooks.put(Caller.LOCAL, id, request);
    }

    @DELETE
    @Path("/{id}")
    @Operation(operationId = "deleteWebhook", summary = "Remove a webhook, its secret and its deliveries")
    public void remove(@PathParam("id") WebhookId id) {
        webhooks.remove(Caller.LOCAL, id);
    }

    @POST
    @Path("/{id}/test")
    @Operation(operationId = "testWebhook", summary = "Send a request of the type webhook.test now")
    public WebhookService.TestResult test(@PathParam("id") WebhookId id) {
        return webhooks.test(Caller.LOCAL, id);
    }

    @GET
    @Path("/{id}/deliveries")
    @Operation(operationId = "listWebhookDeliveries", summary = "List the deliveries of a webhook, newest first")
    public Answer<List<WebhookDelivery>> deliveries(
            @PathParam("id") WebhookId id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") @Schema(minimum = "1", maximum = "1000") int limit) {
        return Answer.pageOf(
                webhooks.deliveries(Caller.LOCAL, id, WebhookStore.MAX_PENDING), cursor, limit, WebhookDelivery::id);
    }

    @POST
    @Path("/{id}/deliveries/{delivery}/retry")
    @Operation(operationId = "retryWebhookDelivery", summary = "Send a delivery again, or now if it is pending")
    public WebhookDelivery retry(@PathParam("id") WebhookId id, @PathParam("delivery") String delivery) {
        return webhooks.retry(Caller.LOCAL, id, delivery);
    }
}
