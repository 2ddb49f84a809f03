package dev.codeagent.client.api;

import java.util.Optional;

/** The outcome of a test of a webhook; {@code status} is absent without an answer. */
public record WebhookTest(boolean ok, Optional<Integer> status, String message) {}
