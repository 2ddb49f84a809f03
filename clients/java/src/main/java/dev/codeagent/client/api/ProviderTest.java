package dev.codeagent.client.api;

import java.util.List;

/** The result of a test of a provider. */
public record ProviderTest(
        boolean ok, String message, List<String> models, long millis, String code, String model, String answer) {}
