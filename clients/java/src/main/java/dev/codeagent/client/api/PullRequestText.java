package dev.codeagent.client.api;

/** The title and the description of a pull request, in Markdown; {@code head} is the branch with the changes. */
public record PullRequestText(String title, String body, String head) {}
