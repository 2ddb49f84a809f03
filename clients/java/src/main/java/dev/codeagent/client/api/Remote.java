package dev.codeagent.client.api;

import java.util.Optional;

/** The git server that gets results; {@code forge} is github, gitlab or gitea. Its token is never returned. */
public record Remote(String address, Optional<String> forge) {}
