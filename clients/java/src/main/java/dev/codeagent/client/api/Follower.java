package dev.codeagent.client.api;

import java.time.Instant;

/** A client that follows a run. */
public record Follower(String user, String client, Instant since) {}
