package dev.codeagent.persistence.webhook;

import dev.codeagent.api.run.RecordedEvent;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.webhook.Webhook;
import dev.codeagent.api.webhook.WebhookDelivery;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.api.wire.EventCodec;
import dev.codeagent.persistence.accounting.JdbcQueries;
import dev.codeagent.persistence.text.PortableText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The deliveries of webhooks, derived from events in their transaction: an event that is stored reaches its webhooks also
 * after a crash, and one that is not stored reaches none.
 */
public final class WebhookDeliveryProjection {
    private final Connection connection;
    private final List<RecordedEvent> events = new ArrayList<>();

    public WebhookDeliveryProjection(Connection connection) {
        this.connection = connection;
    }

    /** Collects the event if webhooks can have it. */
    public void apply(RecordedEvent recorded) {
        switch (recorded.event()) {
            case RunEvent.Finished e -> events.add(recorded);
            case RunEvent.ApprovalRequested e -> events.add(recorded);
            case RunEvent.BudgetReached e -> events.add(recorded);
            default -> {}
        }
    }

    /** Writes the deliveries of the collected events, after the rows of their runs. */
    public void finish() throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        List<Subscriber> subscribers = JdbcQueries.query(
                connection,
                "SELECT id, events FROM webhook WHERE state = ?",
                row -> new Subscriber(row.getString(1), List.of(row.getString(2).split(","))),
                EnumCodec.write(Webhook.State.ACTIVE));
        for (RecordedEvent event : events) {
            String type = EventCodec.typeOf(event.event());
            for (Subscriber subscriber : subscribers) {
                if (subscriber.events().contains(type)) {
                    insert(subscriber.webhook(), type, event);
                }
            }
        }
    }

    private record Subscriber(String webhook, List<String> events) {}

    private void insert(String webhook, String type, RecordedEvent event) throws SQLException {
        boolean full = JdbcQueries.query(
                                connection,
                                "SELECT COUNT(*) FROM webhook_delivery WHERE webhook_id = ? AND state = ?",
                                row -> row.getLong(1),
                                webhook,
                                EnumCodec.write(WebhookDelivery.State.PENDING))
                        .getFirst()
                >= WebhookStore.MAX_PENDING;
        long at = event.at().toEpochMilli();
        JdbcWebhookStore.insert(
                connection,
                webhook,
                event.run().value() + "-" + event.seq(),
                type,
                event.run().value(),
                PortableText.escapeJson(WebhookPayload.write(connection, event)),
                full ? WebhookDelivery.State.DROPPED : WebhookDelivery.State.PENDING,
                at);
    }
}
