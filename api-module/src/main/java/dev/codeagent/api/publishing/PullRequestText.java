package dev.codeagent.api.publishing;

/**
 * The title and the description of a pull request, in Markdown.
 *
 * @param head the branch with the changes
 */
public record PullRequestText(String title, String body, String head) {}
