package dev.codeagent.client.api;

/** A pull request on a git server; {@code created} is false if there was one already. */
public record PullRequest(String url, long number, String title, String head, String base, boolean created) {}
