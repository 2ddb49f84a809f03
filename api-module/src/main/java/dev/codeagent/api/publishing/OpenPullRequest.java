package dev.codeagent.api.publishing;

/**
 * A pull request, or merge request, on a git server.
 *
 * @param url a page of the git server; empty if the server names none of its own
 * @param base empty if the server names no branch
 * @param created false if there was one for this branch already
 */
public record OpenPullRequest(String url, long number, String title, String head, String base, boolean created) {}
