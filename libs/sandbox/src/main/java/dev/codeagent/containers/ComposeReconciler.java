package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.containers.compose.ComposeFile;
import dev.codeagent.containers.managed.ContainerSpec;
import dev.codeagent.containers.managed.RunContainer;
import dev.codeagent.containers.managed.RunContainers;
import dev.codeagent.containers.managed.RunLabels;
import dev.codeagent.containers.managed.ShellQuoting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reconciles the containers of a run with a Compose file, whatever exists already, so an interrupted call can simply be
 * repeated. The containers have the labels by which Docker Compose recognises its services.
 */
record ComposeReconciler(RunContainers containers, ComposeFile file, String call) {
    private static final String PROJECT_LABEL = "com.docker.compose.project";
    private static final String SERVICE_LABEL = "com.docker.compose.service";
    private static final String CONFIG_HASH_LABEL = "com.docker.compose.config-hash";
    private static final String COMPOSE_NAME_LABEL = "dev.codeagent.compose";

    /**
     * The service containers of the run.
     *
     * @param name of the Compose file; empty for all files
     */
    static List<RunContainer> findContainers(RunContainers containers, String name) {
        return containers.list().stream()
                .filter(c -> c.labels().containsKey(COMPOSE_NAME_LABEL))
                .filter(c -> name.isEmpty() || composeNameOf(c).equals(name))
                .toList();
    }

    static String composeNameOf(RunContainer container) {
        return container.labels().getOrDefault(COMPOSE_NAME_LABEL, "");
    }

    List<RunContainer> existing() {
        return findContainers(containers, file.name());
    }

    /** Checks everything that can be refused before any container is created. */
    void requireAllowed(CommandAuthorizer authorizer) {
        for (ComposeFile.Service service : file.services()) {
            containers.requireAllowed(service.containerSpec());
            Map<String, String> environment = service.containerSpec().program().environment();
            commandsOf(service.containerSpec(), environment)
                    .forEach((suffix, command) -> authorizer
                            .denialReason(call + "-" + service.name() + suffix, service.name(), command, environment)
                            .ifPresent(reason -> {
                                throw AgentException.invalidValue("service " + service.name() + ": " + reason);
                            }));
        }
        long newServices = file.services().stream()
                .filter(s -> existing().stream().noneMatch(c -> c.name().equals(s.name())))
                .count();
        containers.requireCapacity((int) newServices);
    }

    /** The commands that a service runs in addition to those of its image, by a suffix that distinguishes them. */
    private static Map<String, String> commandsOf(ContainerSpec containerSpec, Map<String, String> environment) {
        List<String> program = Stream.concat(
                        containerSpec.program().entrypoint().stream(), containerSpec.program().command().stream())
                .toList();
        var commands = new LinkedHashMap<String, String>();
        if (!program.isEmpty() || !environment.isEmpty()) {
            commands.put("", ShellQuoting.quote(program));
        }
        containerSpec.healthCheck().map(ContainerSpec.HealthCheck::test).ifPresent(test -> {
            List<String> arguments = test.subList(1, test.size());
            if (!arguments.isEmpty()) {
                boolean shell = test.getFirst().equals("CMD-SHELL");
                commands.put("-health", shell ? String.join(" ", arguments) : ShellQuoting.quote(arguments));
            }
        });
        return commands;
    }

    void up(ReadinessWaiter waiter) {
        for (ComposeFile.Service service : file.services()) {
            service.dependsOn().forEach(waiter::await);
            reconcile(service);
        }
        for (ComposeFile.Service service : file.services()) {
            boolean hasHealthCheck = service.containerSpec()
                    .healthCheck()
                    .filter(h -> !h.test().getFirst().equals("NONE"))
                    .isPresent();
            if (hasHealthCheck) {
                waiter.await(service.name(), ComposeFile.Condition.HEALTHY);
            }
        }
    }

    private void reconcile(ComposeFile.Service service) {
        String hash = RunLabels.hash(service.containerSpec().canonicalText());
        Optional<RunContainer> existing = containers.find(service.name());
        boolean upToDate = existing.filter(c -> composeNameOf(c).equals(file.name()))
                .filter(c -> hash.equals(c.labels().get(CONFIG_HASH_LABEL)))
                .isPresent();
        if (!upToDate) {
            existing.filter(c -> composeNameOf(c).equals(file.name())).ifPresent(containers::remove);
            existing = Optional.of(containers.create(service.containerSpec(), call, labels(service, hash)));
        }
        if (!existing.orElseThrow().isRunning()) {
            containers.engine().startContainer(existing.orElseThrow().id());
        }
    }

    private Map<String, String> labels(ComposeFile.Service service, String hash) {
        return Map.of(
                COMPOSE_NAME_LABEL,
                file.name(),
                // Two runs may use the same file.
                PROJECT_LABEL,
                containers.runLabels().run().toLowerCase(java.util.Locale.ROOT) + "-" + file.name(),
                SERVICE_LABEL,
                service.name(),
                CONFIG_HASH_LABEL,
                hash,
                "com.docker.compose.container-number",
                "1",
                "com.docker.compose.oneoff",
                "False");
    }
}
