package dev.codeagent.client.api;

import java.time.Instant;
import java.util.List;

/** An address that gets a signed request for each event of some types; {@code state} is active or paused. */
public record Webhook(
        String id, String url, List<String> events, String state, String pausedReason, Instant createdAt) {}
