package dev.codeagent.containers;

import dev.codeagent.containers.own.ContainerWish;
import dev.codeagent.containers.own.Execs;
import dev.codeagent.containers.own.OwnContainer;
import dev.codeagent.containers.own.OwnContainers;
import dev.codeagent.containers.own.Quantities;
import dev.codeagent.containers.own.Words;
import dev.codeagent.tools.ToolResult;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What is done with one container. */
record ContainerCalls(OwnContainers containers, Duration commandTimeout, BooleanSupplier cancelled) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);
    private static final int LINES = 200;
    private static final int MOST_LINES = 5_000;

    ToolResult list() {
        List<OwnContainer> all = containers.all();
        return Answers.good(
                all.isEmpty() ? "(none)" : all.stream().map(OwnContainer::line).collect(Collectors.joining("\n")));
    }

    ToolResult images() {
        return Answers.good(containers.images());
    }

    ToolResult create(Arguments arguments, String call) {
        OwnContainer made = containers.create(wish(arguments), call, java.util.Map.of());
        return Answers.good("created " + made.name() + "; docker_start starts it");
    }

    private static ContainerWish wish(Arguments arguments) {
        String memory = arguments.text("memory");
        String cpus = arguments.text("cpus");
        return new ContainerWish(
                arguments.text("name"),
                arguments.text("image"),
                new ContainerWish.Program(
                        List.of(),
                        Words.plain(arguments.text("command")),
                        arguments.map("env"),
                        arguments.text("cwd"),
                        arguments.text("user")),
                new ContainerWish.Storage(
                        arguments.texts("volumes").stream()
                                .map(ContainerWish.VolumeUse::parse)
                                .toList(),
                        arguments.texts("tmpfs").stream()
                                .map(ContainerWish.Memory::parse)
                                .toList(),
                        false),
                new ContainerWish.Bounds(
                        cpus.isEmpty() ? 0 : Quantities.cpus("cpus", cpus),
                        memory.isEmpty() ? 0 : Quantities.bytes("memory", memory),
                        0),
                Optional.empty(),
                List.of(),
                java.util.Map.of());
    }

    ToolResult start(Arguments arguments) {
        OwnContainer container = named(arguments);
        containers.engine().start(container.id());
        return Answers.good("started " + containers.require(container.name()).line());
    }

    ToolResult stop(Arguments arguments) {
        OwnContainer container = named(arguments);
        containers.engine().stop(container.id(), patience(arguments));
        return Answers.good("stopped " + container.name());
    }

    ToolResult restart(Arguments arguments) {
        OwnContainer container = named(arguments);
        containers.engine().restart(container.id(), patience(arguments));
        return Answers.good("restarted " + containers.require(container.name()).line());
    }

    private static Duration patience(Arguments arguments) {
        return arguments.seconds("timeout", PATIENCE, MOST_PATIENCE);
    }

    /** @param again whether the call was begun before a crash, so that what is gone may be gone by it */
    ToolResult remove(Arguments arguments, boolean again) {
        String name = arguments.text("container");
        Optional<OwnContainer> container = containers.find(name);
        if (container.isEmpty() && !again) {
            containers.require(name);
        }
        container.ifPresent(containers::remove);
        return Answers.good("removed " + name);
    }

    ToolResult inspect(Arguments arguments) {
        JsonObject fields = containers.inspect(named(arguments));
        String text = fields.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("\n"));
        return new ToolResult(ToolResult.Outcome.OK, text, fields);
    }

    ToolResult logs(Arguments arguments) {
        String text = Execs.logs(
                containers.engine(),
                named(arguments),
                Math.max(1, arguments.number("tail", LINES, MOST_LINES)),
                arguments.flag("timestamps"));
        return Answers.good(text.isEmpty() ? "(it printed nothing)" : text);
    }

    ToolResult exec(Arguments arguments, String call) {
        OwnContainer container = named(arguments);
        if (!container.running()) {
            return Answers.bad("'" + container.name() + "' does not run (" + container.status() + "); start it first");
        }
        Duration limit = arguments.seconds("timeout", commandTimeout, commandTimeout);
        String id = containers.ownership().run() + "." + call;
        Execs.Outcome outcome = new Execs(containers.engine(), cancelled)
                .run(
                        container,
                        new Execs.Command(
                                id, arguments.text("command"), arguments.text("cwd"), arguments.text("user"), limit));
        return Answers.of(outcome, limit);
    }

    private OwnContainer named(Arguments arguments) {
        return containers.require(arguments.text("container"));
    }
}
