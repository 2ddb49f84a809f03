package dev.codeagent.policy.secret;

/**
 * Where a text has a secret. It does not contain the secret.
 *
 * @param kind for example {@code private-key}
 * @param line counted from 1
 * @param start the index of the first character
 * @param end the index after the last character
 */
public record SecretFinding(String kind, int line, int start, int end) {}
