package dev.codeagent.api.run;

import java.time.Instant;

/**
 * A client that follows a run.
 *
 * @param user the caller
 * @param client what the client calls itself, for example {@code cli}
 */
public record Follower(String user, String client, Instant since) {}
