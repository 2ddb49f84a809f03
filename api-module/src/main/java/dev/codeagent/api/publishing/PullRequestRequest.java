package dev.codeagent.api.publishing;

import java.util.Optional;

/**
 * What a caller wants of a pull request; what is missing comes from the run.
 *
 * @param base the branch that gets the changes; the default branch of the repository if it is missing
 * @param draft whether reviewers should wait
 */
public record PullRequestRequest(Optional<String> title, Optional<String> body, Optional<String> base, boolean draft) {}
