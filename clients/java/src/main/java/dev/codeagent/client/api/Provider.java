package dev.codeagent.client.api;

import java.util.Optional;

/** A configured provider; its key is never returned. */
public record Provider(
        ProviderConfiguration configuration, boolean hasKey, String source, Optional<ProviderTest> test) {}
