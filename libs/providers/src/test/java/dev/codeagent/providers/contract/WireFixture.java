package dev.codeagent.providers.contract;

import dev.codeagent.api.chat.ChatMessage;
import dev.codeagent.api.concurrent.CancellationToken;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.provider.GenerationParameters;
import dev.codeagent.api.provider.McpMessage;
import dev.codeagent.api.provider.ModelTraits;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderContext;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.diagnostics.net.EnvironmentProxySelector;
import dev.codeagent.providers.http.ProviderHttpClient;
import dev.codeagent.providers.wire.HttpLlmProvider.ProviderSetup;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What tests of a single wire need to make requests. */
public final class WireFixture {
    public static final String KEY = "sk-very-secret";
    private static final ProviderHttpClient HTTP = new ProviderHttpClient(
            () -> HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
            new EnvironmentProxySelector(Map.of(), Optional.empty()));

    private WireFixture() {}

    /** A provider with the id {@code mine} at the address. */
    public static ProviderSetup setup(URI url) {
        var configuration = new ProviderConfiguration(
                new ProviderId("mine"), "any", url, "m-1", List.of(), Duration.ofSeconds(20), Duration.ofSeconds(20));
        return new ProviderSetup(HTTP, configuration, Optional.of(new Secret(KEY)));
    }

    public static McpMessage message(ChatMessage... messages) {
        return RequestContract.message(List.of(messages));
    }

    public static ProviderContext context(String model, boolean streamed) {
        return context(model, streamed, ModelTraits.UNKNOWN, GenerationParameters.DEFAULT);
    }

    public static ProviderContext context(
            String model, boolean streamed, ModelTraits traits, GenerationParameters parameters) {
        return new ProviderContext(
                model, traits, parameters, streamed, new RecordingListener(), new CancellationToken());
    }
}
