package dev.codeagent.client.api;

import java.util.List;
import java.util.Optional;

/** The state of a git project; {@code commit} is that of the last transfer. */
public record GitProjectStatus(
        String address, String branch, boolean hasSecret, List<String> hostKeys, Optional<String> commit) {}
