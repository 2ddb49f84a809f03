package dev.codeagent.api.idempotency;

/**
 * The answer that a request got.
 *
 * @param location the address of what was created, relative to the API; may be empty
 */
public record StoredAnswer(int status, String location, String body) {}
