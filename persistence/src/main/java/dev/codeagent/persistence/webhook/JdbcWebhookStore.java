package dev.codeagent.persistence.webhook;

import dev.codeagent.api.webhook.Webhook;
import dev.codeagent.api.webhook.WebhookDelivery;
import dev.codeagent.api.webhook.WebhookDelivery.State;
import dev.codeagent.api.webhook.WebhookId;
import dev.codeagent.api.webhook.WebhookStore;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.persistence.accounting.JdbcQueries;
import dev.codeagent.persistence.text.PortableText;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Stores webhooks and deliveries in plain JDBC. Servers of one database share the deliveries. */
public final class JdbcWebhookStore implements WebhookStore {
    private static final String PENDING = EnumCodec.write(State.PENDING);
    private static final String SELECT_WEBHOOKS =
            "SELECT id, url, events, state, paused_reason, created_at FROM webhook";
    private static final String SELECT_DELIVERIES = "SELECT id, webhook_id, event, run_id, state, attempts, created_at,"
            + " next_attempt_at, ended_at, last_status, last_error FROM webhook_delivery";
    /** More rows than are returned, because several may belong to one webhook. */
    private static final int CANDIDATES = 200;

    private final JdbcQueries database;

    public JdbcWebhookStore(DataSource source) {
        this.database = new JdbcQueries(source);
    }

    @Override
    public List<Webhook> list() {
        return database.read(
                "read the webhooks",
                c -> JdbcQueries.query(c, SELECT_WEBHOOKS + " ORDER BY id", JdbcWebhookStore::readWebhook));
    }

    @Override
    public Optional<Webhook> find(WebhookId id) {
        return database
                .read(
                        "read a webhook",
                        c -> JdbcQueries.query(
                                c, SELECT_WEBHOOKS + " WHERE id = ?", JdbcWebhookStore::readWebhook, id.value()))
                .stream()
                .findFirst();
    }

    private static Webhook readWebhook(ResultSet row) throws SQLException {
        return new Webhook(
                new WebhookId(row.getString(1)),
                URI.create(row.getString(2)),
                List.of(row.getString(3).split(",")),
                EnumCodec.read(row.getString(4), Webhook.State.class),
                PortableText.decode(row.getString(5)),
                Instant.ofEpochMilli(row.getLong(6)));
    }

    @Override
    public void put(Webhook webhook) {
        database.inTransaction(
                "store a webhook",
                c -> JdbcQueries.update(
                        c,
                        "INSERT INTO webhook (id, url, events, state, paused_reason, created_at) VALUES (?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (id) DO UPDATE SET url = excluded.url, events = excluded.events,"
                                + " state = excluded.state, paused_reason = excluded.paused_reason",
                        webhook.id().value(),
                        webhook.url().toString(),
                        String.join(",", webhook.events()),
                        EnumCodec.write(webhook.state()),
                        PortableText.encode(webhook.pausedReason()),
                        webhook.createdAt().toEpochMilli()));
    }

    @Override
    public boolean remove(WebhookId id) {
        return database.inTransaction("remove a webhook", c -> {
            int removed = JdbcQueries.update(c, "DELETE FROM webhook WHERE id = ?", id.value());
            JdbcQueries.update(c, "DELETE FROM webhook_delivery WHERE webhook_id = ?", id.value());
            return removed > 0;
        });
    }

    @Override
    public void pause(WebhookId id, String reason) {
        database.inTransaction(
                "pause a webhook",
                c -> JdbcQueries.update(
                        c,
                        "UPDATE webhook SET state = ?, paused_reason = ? WHERE id = ?",
                        EnumCodec.write(Webhook.State.PAUSED),
                        PortableText.encode(reason),
                        id.value()));
    }

    static void insert(
            Connection connection,
            String webhook,
            String id,
            String event,
            String run,
            String payload,
            State state,
            long at)
            throws SQLException {
        JdbcQueries.update(
                connection,
                "INSERT INTO webhook_delivery (webhook_id, id, event, run_id, payload, state, attempts, created_at,"
                        + " next_attempt_at, ended_at, last_error) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, "
                        + (state == State.PENDING ? "NULL" : String.valueOf(at)) + ", '')",
                webhook,
                id,
                event,
                run,
                payload,
                EnumCodec.write(state),
                at,
                at);
    }

    @Override
    public List<Due> claim(Instant now, Duration lease, Set<WebhookId> busy, int limit) {
        List<DueRow> candidates = database.read(
                "read the deliveries that are due",
                c -> JdbcQueries.query(
                        c,
                        "SELECT w.id, w.url, d.id, d.payload, d.attempts, d.next_attempt_at FROM webhook_delivery d"
                                + " JOIN webhook w ON w.id = d.webhook_id WHERE d.state = ? AND d.next_attempt_at <= ?"
                                + " AND w.state = ?" + notIn(busy) + " ORDER BY d.next_attempt_at, d.id LIMIT "
                                + CANDIDATES,
                        row -> new DueRow(
                                new Due(
                                        new WebhookId(row.getString(1)),
                                        URI.create(row.getString(2)),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getInt(5)),
                                row.getLong(6)),
                        claimArguments(now, busy)));
        var claimed = new ArrayList<Due>();
        var webhooks = new HashSet<WebhookId>();
        for (DueRow row : candidates) {
            if (claimed.size() < limit
                    && webhooks.add(row.due().webhook())
                    && lease(row, now.plus(lease).toEpochMilli())) {
                claimed.add(row.due());
            }
        }
        return claimed;
    }

    private record DueRow(Due due, long nextAttemptAt) {}

    private static String notIn(Set<WebhookId> busy) {
        return busy.isEmpty() ? "" : " AND w.id NOT IN (?" + ", ?".repeat(busy.size() - 1) + ")";
    }

    private static Object[] claimArguments(Instant now, Set<WebhookId> busy) {
        var arguments =
                new ArrayList<Object>(List.of(PENDING, now.toEpochMilli(), EnumCodec.write(Webhook.State.ACTIVE)));
        busy.forEach(id -> arguments.add(id.value()));
        return arguments.toArray();
    }

    /** Only one server changes the row from the time that all of them read. */
    private boolean lease(DueRow row, long until) {
        return database.inTransaction(
                        "take a delivery",
                        c -> JdbcQueries.update(
                                c,
                                "UPDATE webhook_delivery SET next_attempt_at = ? WHERE webhook_id = ? AND id = ?"
                                        + " AND state = ? AND next_attempt_at = ?",
                                until,
                                row.due().webhook().value(),
                                row.due().id(),
                                PENDING,
                                row.nextAttemptAt()))
                > 0;
    }

    @Override
    public void recordAttempt(Due delivery, Attempt attempt, Instant now, Optional<Instant> next) {
        State state = attempt.succeeded() ? State.DELIVERED : next.isPresent() ? State.PENDING : State.FAILED;
        String status = attempt.status().map(String::valueOf).orElse("NULL");
        database.inTransaction(
                "store the outcome of a delivery",
                c -> JdbcQueries.update(
                        c,
                        "UPDATE webhook_delivery SET state = ?, attempts = ?, next_attempt_at = ?, ended_at = "
                                + (state == State.PENDING ? "NULL" : String.valueOf(now.toEpochMilli()))
                                + ", last_status = " + status + ", last_error = ? WHERE webhook_id = ? AND id = ?",
                        EnumCodec.write(state),
                        delivery.attempts() + 1,
                        next.orElse(now).toEpochMilli(),
                        PortableText.encode(attempt.error()),
                        delivery.webhook().value(),
                        delivery.id()));
    }

    @Override
    public List<WebhookDelivery> deliveries(WebhookId webhook, int limit) {
        return database.read(
                "read the deliveries of a webhook",
                c -> JdbcQueries.query(
                        c,
                        SELECT_DELIVERIES + " WHERE webhook_id = ? ORDER BY created_at DESC, id DESC LIMIT " + limit,
                        JdbcWebhookStore::readDelivery,
                        webhook.value()));
    }

    private static WebhookDelivery readDelivery(ResultSet row) throws SQLException {
        State state = EnumCodec.read(row.getString(5), State.class);
        Optional<Instant> next =
                state == State.PENDING ? Optional.of(Instant.ofEpochMilli(row.getLong(8))) : Optional.empty();
        Optional<Instant> ended = nullable(row, row.getLong(9)).map(Instant::ofEpochMilli);
        return new WebhookDelivery(
                row.getString(1),
                new WebhookId(row.getString(2)),
                row.getString(3),
                row.getString(4),
                state,
                row.getInt(6),
                Instant.ofEpochMilli(row.getLong(7)),
                next,
                ended,
                nullable(row, row.getLong(10)).map(Long::intValue),
                PortableText.decode(row.getString(11)));
    }

    /** The value that was read last, unless the column was NULL. */
    private static Optional<Long> nullable(ResultSet row, long value) throws SQLException {
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    @Override
    public Optional<WebhookDelivery> retry(WebhookId webhook, String delivery, Instant now) {
        return database.inTransaction("send a delivery again", c -> {
            JdbcQueries.update(
                    c,
                    "UPDATE webhook_delivery SET state = ?, attempts = 0, next_attempt_at = ?, ended_at = NULL"
                            + " WHERE webhook_id = ? AND id = ?",
                    PENDING,
                    now.toEpochMilli(),
                    webhook.value(),
                    delivery);
            return JdbcQueries.query(
                            c,
                            SELECT_DELIVERIES + " WHERE webhook_id = ? AND id = ?",
                            JdbcWebhookStore::readDelivery,
                            webhook.value(),
                            delivery)
                    .stream()
                    .findFirst();
        });
    }

    @Override
    public int deleteEndedBefore(Instant time) {
        return database.inTransaction(
                "delete old deliveries",
                c -> JdbcQueries.update(
                        c,
                        "DELETE FROM webhook_delivery WHERE state <> ? AND ended_at < ?"
                                + " OR webhook_id NOT IN (SELECT id FROM webhook)",
                        PENDING,
                        time.toEpochMilli()));
    }
}
