package dev.codeagent.health;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.diagnostics.Check;
import dev.codeagent.diagnostics.CheckRunner;
import dev.codeagent.providers.ConfiguredProviders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Checks the model providers: each is complete, responds, and accepts its key. */
public final class ProviderChecks implements Check {
    /** Shorter than the timeout of the whole check, so that the report names a provider that hangs. */
    private static final Duration LIMIT = CheckRunner.TIMEOUT.minusSeconds(1);

    private static final String IMPACT = "runs that use it switch to another provider, or fail";

    private final ConfiguredProviders registry;
    private final Executor executor;

    public ProviderChecks(ConfiguredProviders registry, Executor executor) {
        this.registry = registry;
        this.executor = executor;
    }

    @Override
    public String name() {
        return "providers";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        try {
            List<Check> providerChecks = registry.all().stream()
                    .map(entry -> (Check) new ProviderCheck(entry.configuration()))
                    .toList();
            return providerChecks.isEmpty()
                    ? List.of(Finding.warn(
                            name(),
                            "no provider is configured",
                            "runs have no model; only the demo works",
                            "codeagent providers add NAME --key-env VAR, or start a local model server"))
                    : new CheckRunner(executor, LIMIT)
                            .run(providerChecks, finding -> {})
                            .findings();
        } catch (AgentException e) {
            return List.of(Finding.warn(
                    name(),
                    "the providers cannot be listed: " + e.getMessage(),
                    "their status is unknown",
                    "see the check 'database'"));
        }
    }

    /** Requests the model list of one provider with its key. */
    private final class ProviderCheck implements Check {
        private final ProviderConfiguration configuration;

        ProviderCheck(ProviderConfiguration configuration) {
            this.configuration = configuration;
        }

        @Override
        public String name() {
            return "provider " + configuration.id();
        }

        @Override
        public List<Finding> run() {
            Optional<String> unavailableReason = registry.unavailableReason(configuration);
            if (unavailableReason.isPresent()) {
                return List.of(warning(
                        unavailableReason.get(),
                        !registry.hasKey(configuration)
                                ? fixCommand("--key-env VAR")
                                : "configure another provider for the agents that use it"));
            }
            try {
                // Not a test with an answer: a diagnosis costs no tokens.
                int models = registry.connect(configuration).installedModels().size();
                return List.of(Finding.ok(
                        name(), models + (models == 1 ? " model at " : " models at ") + configuration.baseUrl()));
            } catch (AgentException e) {
                return List.of(warning(e.getMessage(), fixCommand("--key-env VAR")));
            }
        }

        @Override
        public Finding onTimeout(Duration limit) {
            return warning(
                    configuration.baseUrl() + " does not respond within " + limit.toSeconds() + " s", fixCommand(""));
        }

        private Finding warning(String found, String fix) {
            return Finding.warn(name(), found, IMPACT, fix);
        }

        private String fixCommand(String key) {
            return ("fix it: codeagent providers add " + configuration.id() + " " + key).strip();
        }
    }
}
