package dev.codeagent.client.api;

import java.time.Instant;
import java.util.Optional;

/** An event on its way to a webhook; {@code state} is pending, delivered, failed or dropped. */
public record WebhookDelivery(
        String id,
        String webhook,
        String event,
        String run,
        String state,
        int attempts,
        Instant createdAt,
        Optional<Instant> nextAttemptAt,
        Optional<Instant> endedAt,
        Optional<Integer> lastStatus,
        String lastError) {}
