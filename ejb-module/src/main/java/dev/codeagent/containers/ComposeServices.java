package dev.codeagent.containers;

import dev.codeagent.containers.compose.ComposeFile;
import dev.codeagent.containers.own.ContainerWish;
import dev.codeagent.containers.own.OwnContainer;
import dev.codeagent.containers.own.OwnContainers;
import dev.codeagent.containers.own.Ownership;
import dev.codeagent.containers.own.Refused;
import dev.codeagent.containers.own.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings the containers of a run to what a Compose file says, from whatever there is: so a call that was interrupted is
 * simply made again. They bear the labels by which Docker's own client knows services.
 */
record ComposeServices(OwnContainers containers, ComposeFile file, String call) {
    private static final String PROJECT = "com.docker.compose.project";
    private static final String SERVICE = "com.docker.compose.service";
    private static final String HASH = "com.docker.compose.config-hash";
    private static final String NAME = "dev.codeagent.compose";

    /** The run's services; @param name of the file, empty: all */
    static List<OwnContainer> of(OwnContainers containers, String name) {
        return containers.all().stream()
                .filter(c -> c.labels().containsKey(NAME))
                .filter(c -> name.isEmpty() || nameOf(c).equals(name))
                .toList();
    }

    static String nameOf(OwnContainer container) {
        return container.labels().getOrDefault(NAME, "");
    }

    List<OwnContainer> made() {
        return of(containers, file.name());
    }

    /** All that can be refused, before anything is made. */
    void check(CommandCheck commands) {
        for (ComposeFile.Service service : file.services()) {
            containers.check(service.wish());
            commands(service.wish())
                    .forEach((what, command) -> commands.refusal(
                                    call + "-" + service.name() + what, service.name(), command)
                            .ifPresent(reason -> {
                                throw Refused.because("service " + service.name() + ": " + reason);
                            }));
        }
        long fresh = file.services().stream()
                .filter(s -> made().stream().noneMatch(c -> c.name().equals(s.name())))
                .count();
        containers.admit((int) fresh);
    }

    /** What a service runs beside what its image says by itself, by a word that tells one from the other. */
    private static Map<String, String> commands(ContainerWish wish) {
        List<String> program = Stream.concat(wish.program().entrypoint().stream(), wish.program().command().stream())
                .toList();
        var commands = new LinkedHashMap<String, String>();
        if (!program.isEmpty()) {
            commands.put("", Words.quoted(program));
        }
        wish.health().map(ContainerWish.Health::test).ifPresent(test -> {
            List<String> words = test.subList(1, test.size());
            if (!words.isEmpty()) {
                boolean shell = test.getFirst().equals("CMD-SHELL");
                commands.put("-health", shell ? String.join(" ", words) : Words.quoted(words));
            }
        });
        return commands;
    }

    void up(Waiting waiting) {
        for (ComposeFile.Service service : file.services()) {
            service.dependsOn().forEach(waiting::until);
            ensure(service);
        }
        for (ComposeFile.Service service : file.services()) {
            boolean looked = service.wish()
                    .health()
                    .filter(h -> !h.test().getFirst().equals("NONE"))
                    .isPresent();
            if (looked) {
                waiting.until(service.name(), ComposeFile.Condition.HEALTHY);
            }
        }
    }

    private void ensure(ComposeFile.Service service) {
        String hash = Ownership.hash(service.wish().toString());
        Optional<OwnContainer> there = containers.find(service.name());
        boolean fits = there.filter(c -> nameOf(c).equals(file.name()))
                .filter(c -> hash.equals(c.labels().get(HASH)))
                .isPresent();
        if (!fits) {
            there.filter(c -> nameOf(c).equals(file.name())).ifPresent(containers::remove);
            there = Optional.of(containers.create(service.wish(), call, labels(service, hash)));
        }
        if (!there.orElseThrow().running()) {
            containers.engine().start(there.orElseThrow().id());
        }
    }

    private Map<String, String> labels(ComposeFile.Service service, String hash) {
        return Map.of(
                NAME,
                file.name(),
                // Two runs may have the same file up.
                PROJECT,
                containers.ownership().run().toLowerCase(java.util.Locale.ROOT) + "-" + file.name(),
                SERVICE,
                service.name(),
                HASH,
                hash,
                "com.docker.compose.container-number",
                "1",
                "com.docker.compose.oneoff",
                "False");
    }
}
