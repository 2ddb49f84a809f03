package dev.codeagent.providers;

import dev.codeagent.api.credential.Credentials;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.api.provider.Providers;
import dev.codeagent.api.security.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The use cases around providers. */
public final class ProviderDesk implements Providers {
    private final ProviderRegistry registry;
    private final KnownProviders known;
    private final ProviderStore store;
    private final Credentials credentials;

    public ProviderDesk(ProviderRegistry registry, KnownProviders known, ProviderStore store, Credentials credentials) {
        this.registry = registry;
        this.known = known;
        this.store = store;
        this.credentials = credentials;
    }

    @Override
    public List<Entry> list(Caller caller) {
        return registry.all().stream().map(this::entry).toList();
    }

    @Override
    public Entry get(Caller caller, ProviderId id) {
        return registry.all().stream()
                .filter(e -> e.configuration().id().equals(id))
                .findFirst()
                .map(this::entry)
                .orElseThrow(() -> unknown(id));
    }

    /** What the caller leaves empty is taken from what is known of the provider. */
    @Override
    public Entry put(Caller caller, ProviderConfiguration given, Optional<String> apiKey) {
        ProviderConfiguration configuration = completed(given);
        store.put(configuration);
        apiKey.filter(k -> !k.isBlank()).ifPresent(k -> credentials.put(configuration.id(), new Secret(k.strip())));
        return get(caller, configuration.id());
    }

    private ProviderConfiguration completed(ProviderConfiguration given) {
        Optional<ProviderConfiguration> template = known.find(given.id()).map(KnownProviders.Known::configuration);
        boolean hasUrl = given.baseUrl() != null && given.baseUrl().getScheme() != null;
        if (!hasUrl && template.isEmpty()) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "provider '" + given.id()
                            + "' is not known by name; give its address (baseUrl), e.g. http://127.0.0.1:11434/v1");
        }
        URI url = hasUrl ? given.baseUrl() : template.orElseThrow().baseUrl();
        if (!List.of("http", "https").contains(url.getScheme())) {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE, "baseUrl must begin with http:// or https://, was " + url);
        }
        String wire = !given.wire().isEmpty()
                ? given.wire()
                : template.map(ProviderConfiguration::wire).orElse("openai");
        return new ProviderConfiguration(
                given.id(),
                wire,
                url,
                given.defaultModel(),
                given.prices(),
                orElse(given.firstByte(), KnownProviders.FIRST_BYTE),
                orElse(given.betweenBytes(), KnownProviders.BETWEEN_BYTES));
    }

    private static Duration orElse(Duration given, Duration otherwise) {
        return given.isZero() ? otherwise : given;
    }

    @Override
    public void remove(Caller caller, ProviderId id) {
        boolean stored = store.remove(id);
        boolean key = credentials.remove(id);
        if (!stored && !key) {
            throw unknown(id);
        }
    }

    @Override
    public Check test(Caller caller, ProviderId id) {
        ProviderConfiguration configuration = get(caller, id).configuration();
        long start = System.nanoTime();
        try {
            List<String> models = registry.chat(configuration).models();
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new Check(
                    true, "provider " + id + " answers and serves " + models.size() + " models", models, millis);
        } catch (AgentException e) {
            return new Check(false, e.getMessage(), List.of(), (System.nanoTime() - start) / 1_000_000);
        }
    }

    private Entry entry(ProviderRegistry.Entry e) {
        return new Entry(e.configuration(), registry.key(e.configuration().id()).isPresent(), e.source());
    }

    private static AgentException unknown(ProviderId id) {
        return new AgentException(
                ErrorCode.UNKNOWN_PROVIDER,
                "no provider '" + id + "'; `codeagent providers list` shows those that there are");
    }
}
