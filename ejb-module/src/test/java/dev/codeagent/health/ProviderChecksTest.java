package dev.codeagent.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.codeagent.agents.ScriptedProvider;
import dev.codeagent.api.credential.CredentialStore;
import dev.codeagent.api.credential.Secret;
import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.provider.Model;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderId;
import dev.codeagent.api.provider.ProviderStore;
import dev.codeagent.providers.ConfiguredProviders;
import dev.codeagent.providers.ProviderPresets;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderChecksTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final FakeProviderStore store = new FakeProviderStore();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private void add(String id, String wire, String url) {
        store.all.add(new ProviderConfiguration(
                new ProviderId(id),
                wire,
                URI.create(url),
                "",
                List.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1)));
    }

    private List<Finding> runChecks(Function<ProviderConfiguration, List<String>> models) throws InterruptedException {
        var credentials = new EmptyCredentialStore();
        var registry = new ConfiguredProviders(
                ProviderPresets.load(),
                List.of(),
                store,
                credentials,
                Map.of(),
                Map.of("openai", (configuration, key) -> new FakeProvider(configuration, models)));
        return new ProviderChecks(registry, threads).run();
    }

    @Test
    void warnsWhenNoProviderIsConfigured() throws InterruptedException {
        Finding none = runChecks(c -> List.of()).getFirst();

        assertThat(none.level()).isEqualTo(Finding.Level.WARN);
        assertThat(none.lost()).contains("only the demo works");
        assertThat(none.advice()).contains("codeagent providers add");
    }

    @Test
    void reportsTheResultOfEachProvider() throws InterruptedException {
        add("works", "openai", "http://127.0.0.1:1/v1");
        add("refuses", "openai", "http://127.0.0.1:2/v1");
        add("keyless", "openai", "https://api.provider.test/v1");
        add("foreign", "smoke-signals", "http://127.0.0.1:3/v1");

        List<Finding> findings = runChecks(configuration -> {
            if (configuration.id().value().equals("refuses")) {
                throw new AgentException(ErrorCode.PROVIDER_REJECTED, "the key was refused");
            }
            return List.of("m-1", "m-2");
        });

        assertThat(findings)
                .extracting(f -> f.check() + ": " + f.found())
                .containsExactly(
                        "provider works: 2 models at http://127.0.0.1:1/v1",
                        "provider refuses: the key was refused",
                        "provider keyless: it has no key",
                        "provider foreign: its protocol (smoke-signals) is not supported");
        assertThat(findings.getFirst().level()).isEqualTo(Finding.Level.OK);
        assertThat(findings.subList(1, 4))
                .allMatch(f -> f.level() == Finding.Level.WARN
                        && !f.lost().isEmpty()
                        && !f.advice().isEmpty());
    }

    @Test
    void reportsAProviderThatDoesNotAnswer() throws InterruptedException {
        add("hangs", "openai", "http://127.0.0.1:1/v1");
        add("works", "openai", "http://127.0.0.1:2/v1");

        List<Finding> findings = runChecks(configuration -> {
            if (configuration.id().value().equals("hangs")) {
                await();
            }
            return List.of();
        });

        assertThat(findings.getFirst().check()).isEqualTo("provider hangs");
        assertThat(findings.getFirst().found()).contains("http://127.0.0.1:1/v1 does not respond");
        assertThat(findings.getLast().level()).isEqualTo(Finding.Level.OK);
    }

    @Test
    void warnsWhenTheDatabaseCannotListProviders() throws InterruptedException {
        store.broken = true;

        assertThat(runChecks(c -> List.of()).getFirst().found()).contains("cannot be listed", "the database is away");
    }

    private static void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A provider that only lists models. */
    private static final class FakeProvider extends ScriptedProvider {
        private final ProviderConfiguration configuration;
        private final Function<ProviderConfiguration, List<String>> models;

        FakeProvider(ProviderConfiguration configuration, Function<ProviderConfiguration, List<String>> models) {
            super(number -> {
                throw new IllegalStateException("the checks request no turn");
            });
            this.configuration = configuration;
            this.models = models;
        }

        @Override
        public List<Model> installedModels() {
            return models.apply(configuration).stream().map(Model::of).toList();
        }
    }

    /** Stores providers in a list. */
    private static final class FakeProviderStore implements ProviderStore {
        private final List<ProviderConfiguration> all = new ArrayList<>();
        private boolean broken;

        @Override
        public List<ProviderConfiguration> list() {
            if (broken) {
                throw new AgentException(ErrorCode.STORAGE_FAILED, "the database is away");
            }
            return List.copyOf(all);
        }

        @Override
        public Optional<ProviderConfiguration> find(ProviderId id) {
            return all.stream().filter(c -> c.id().equals(id)).findFirst();
        }

        @Override
        public void put(ProviderConfiguration configuration) {
            all.add(configuration);
        }

        @Override
        public boolean remove(ProviderId id) {
            return all.removeIf(c -> c.id().equals(id));
        }
    }

    /** Contains no key. */
    private static final class EmptyCredentialStore implements CredentialStore {
        @Override
        public boolean contains(ProviderId provider) {
            return find(provider).isPresent();
        }

        @Override
        public void put(ProviderId provider, Secret key) {
            throw new IllegalStateException("nothing is stored in this test");
        }

        @Override
        public Optional<Secret> find(ProviderId provider) {
            return Optional.empty();
        }

        @Override
        public boolean remove(ProviderId provider) {
            return false;
        }
    }
}
