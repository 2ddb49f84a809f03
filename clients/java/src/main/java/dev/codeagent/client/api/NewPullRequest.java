package dev.codeagent.client.api;

import java.util.Optional;

/** The body that creates a pull request; what is absent comes from the run and the repository. */
public record NewPullRequest(
        Optional<String> title, Optional<String> body, Optional<String> base, Optional<Boolean> draft) {
    public static final NewPullRequest FROM_THE_RUN =
            new NewPullRequest(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
