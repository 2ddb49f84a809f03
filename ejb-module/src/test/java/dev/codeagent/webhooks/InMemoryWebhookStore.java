package dev.codeagent.webhooks;

import dev.codeagent.api.webhook.Webhook;
import dev.codeagent.api.webhook.WebhookDelivery;
import dev.codeagent.api.webhook.WebhookDelivery.State;
import dev.codeagent.api.webhook.WebhookId;
import dev.codeagent.api.webhook.WebhookStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store without a database. */
final class InMemoryWebhookStore implements WebhookStore {
    private final Map<WebhookId, Webhook> webhooks = new LinkedHashMap<>();
    private final List<Row> rows = new ArrayList<>();

    private static final class Row {
        private final WebhookId webhook;
        private final String id;
        private State state = State.PENDING;
        private int attempts;
        private Instant next = Instant.EPOCH;
        private Optional<Integer> status = Optional.empty();
        private String error = "";

        Row(WebhookId webhook, String id) {
            this.webhook = webhook;
            this.id = id;
        }

        WebhookDelivery toDelivery() {
            return new WebhookDelivery(
                    id,
                    webhook,
                    "run.finished",
                    "run-1",
                    state,
                    attempts,
                    Instant.EPOCH,
                    Optional.of(next),
                    Optional.empty(),
                    status,
                    error);
        }
    }

    synchronized void enqueue(String webhook, String id) {
        rows.add(new Row(new WebhookId(webhook), id));
    }

    @Override
    public synchronized List<Webhook> list() {
        return List.copyOf(webhooks.values());
    }

    @Override
    public synchronized Optional<Webhook> find(WebhookId id) {
        return Optional.ofNullable(webhooks.get(id));
    }

    @Override
    public synchronized void put(Webhook webhook) {
        webhooks.put(webhook.id(), webhook);
    }

    @Override
    public synchronized boolean remove(WebhookId id) {
        rows.removeIf(row -> row.webhook.equals(id));
        return webhooks.remove(id) != null;
    }

    @Override
    public synchronized void pause(WebhookId id, String reason) {
        webhooks.computeIfPresent(
                id, (key, w) -> new Webhook(id, w.url(), w.events(), Webhook.State.PAUSED, reason, w.createdAt()));
    }

    @Override
    public synchronized List<Due> claim(Instant now, Duration lease, Set<WebhookId> busy, int limit) {
        var due = new ArrayList<Due>();
        var taken = new HashSet<>(busy);
        for (Row row : rows) {
            boolean active = find(row.webhook)
                    .filter(w -> w.state() == Webhook.State.ACTIVE)
                    .isPresent();
            if (active
                    && row.state == State.PENDING
                    && !row.next.isAfter(now)
                    && due.size() < limit
                    && taken.add(row.webhook)) {
                row.next = now.plus(lease);
                due.add(new Due(
                        row.webhook,
                        find(row.webhook).orElseThrow().url(),
                        row.id,
                        "{\"größer\":\"🙂\"}",
                        row.attempts));
            }
        }
        return due;
    }

    @Override
    public synchronized void recordAttempt(Due delivery, Attempt attempt, Instant now, Optional<Instant> next) {
        for (Row row : rows) {
            if (row.webhook.equals(delivery.webhook()) && row.id.equals(delivery.id())) {
                row.state = attempt.succeeded() ? State.DELIVERED : next.isPresent() ? State.PENDING : State.FAILED;
                row.attempts = delivery.attempts() + 1;
                row.next = next.orElse(now);
                row.status = attempt.status();
                row.error = attempt.error();
            }
        }
    }

    @Override
    public synchronized List<WebhookDelivery> deliveries(WebhookId webhook, int limit) {
        return rows.stream()
                .filter(row -> row.webhook.equals(webhook))
                .map(Row::toDelivery)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<WebhookDelivery> retry(WebhookId webhook, String delivery, Instant now) {
        return Optional.empty();
    }

    @Override
    public int deleteEndedBefore(Instant time) {
        return 0;
    }
}
