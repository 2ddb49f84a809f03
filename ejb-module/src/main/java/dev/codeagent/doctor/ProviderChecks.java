package dev.codeagent.doctor;

import dev.codeagent.api.doctor.Check;
import dev.codeagent.api.doctor.CheckRunner;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.provider.ProviderConfiguration;
import dev.codeagent.api.provider.ProviderService;
import dev.codeagent.api.security.Caller;
import dev.codeagent.providers.ProviderRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The model providers: each has what it needs, answers, and takes its key. */
public final class ProviderChecks implements Check {
    /** Shorter than the whole, so that one that hangs is named. */
    private static final Duration LIMIT = CheckRunner.TIMEOUT.minusSeconds(1);

    private static final String LOST = "runs that ask it go to another provider, or fail";

    private final ProviderRegistry registry;
    private final ProviderService providers;
    private final Executor executor;

    public ProviderChecks(ProviderRegistry registry, ProviderService providers, Executor executor) {
        this.registry = registry;
        this.providers = providers;
        this.executor = executor;
    }

    @Override
    public String name() {
        return "providers";
    }

    @Override
    public List<Finding> run() throws InterruptedException {
        try {
            List<Check> each = registry.all().stream()
                    .map(entry -> (Check) new One(entry.configuration()))
                    .toList();
            return each.isEmpty()
                    ? List.of(Finding.warn(
                            name(),
                            "none is configured",
                            "runs have no model; only the demo works",
                            "codeagent providers add NAME --url URL --key-env VAR, or start a local model server"))
                    : new CheckRunner(executor, LIMIT).run(each, finding -> {}).findings();
        } catch (AgentException e) {
            return List.of(Finding.warn(
                    name(),
                    "they cannot be listed: " + e.getMessage(),
                    "it is not known whether they work",
                    "see database"));
        }
    }

    /** One provider, asked for its models with its key. */
    private final class One implements Check {
        private final ProviderConfiguration configuration;

        One(ProviderConfiguration configuration) {
            this.configuration = configuration;
        }

        @Override
        public String name() {
            return "provider " + configuration.id();
        }

        @Override
        public List<Finding> run() {
            Optional<String> obstacle = registry.unavailableReason(configuration);
            if (obstacle.isPresent()) {
                return List.of(without(
                        obstacle.get(),
                        registry.key(configuration.id()).isEmpty()
                                ? advice("--key-env VAR")
                                : "name another provider for the agents that ask it"));
            }
            ProviderService.ProviderTestResult check = providers.test(Caller.LOCAL, configuration.id());
            return List.of(
                    check.ok()
                            ? Finding.ok(name(), check.models().size() + " models at " + configuration.baseUrl())
                            : without(check.message(), advice("--key-env VAR")));
        }

        @Override
        public Finding onTimeout(Duration limit) {
            return without(configuration.baseUrl() + " gives no answer within " + limit.toSeconds() + " s", advice(""));
        }

        private Finding without(String found, String advice) {
            return Finding.warn(name(), found, LOST, advice);
        }

        private String advice(String key) {
            return ("correct it: codeagent providers add " + configuration.id() + " --url URL " + key).strip();
        }
    }
}
