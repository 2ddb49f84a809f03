package dev.codeagent.containers;

import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.containers.managed.ContainerExec;
import dev.codeagent.containers.managed.ContainerSpec;
import dev.codeagent.containers.managed.RunContainer;
import dev.codeagent.containers.managed.RunContainers;
import dev.codeagent.containers.managed.ShellQuoting;
import dev.codeagent.docker.QuantityParser;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The tools for one container. */
record ContainerToolHandler(RunContainers containers, Duration commandTimeout, BooleanSupplier cancelled) {
    private static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MAX_STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final int DEFAULT_LOG_LINES = 200;
    private static final int MAX_LOG_LINES = 5_000;

    ToolResult list() {
        List<RunContainer> runContainers = containers.list();
        return ToolResults.success(
                runContainers.isEmpty()
                        ? "(none)"
                        : runContainers.stream().map(RunContainer::summary).collect(Collectors.joining("\n")));
    }

    ToolResult images() {
        return ToolResults.success(containers.describeImages());
    }

    ToolResult create(DockerToolArguments arguments, String call) {
        RunContainer created = containers.create(containerSpec(arguments), call, java.util.Map.of());
        return ToolResults.success("created " + created.name() + "; docker_start starts it");
    }

    private static ContainerSpec containerSpec(DockerToolArguments arguments) {
        String memory = arguments.string("memory");
        String cpus = arguments.string("cpus");
        return new ContainerSpec(
                arguments.string("name"),
                arguments.string("image"),
                new ContainerSpec.Program(
                        List.of(),
                        ShellQuoting.splitLiteral(arguments.string("command")),
                        arguments.map("env"),
                        arguments.string("cwd"),
                        arguments.string("user")),
                new ContainerSpec.Storage(
                        arguments.strings("volumes").stream()
                                .map(ContainerSpec.VolumeMount::parse)
                                .toList(),
                        arguments.strings("tmpfs").stream()
                                .map(ContainerSpec.TmpfsMount::parse)
                                .toList(),
                        false),
                new ContainerSpec.Limits(
                        cpus.isEmpty() ? 0 : QuantityParser.parseCpus("cpus", cpus),
                        memory.isEmpty() ? 0 : QuantityParser.parseBytes("memory", memory),
                        0),
                Optional.empty(),
                List.of(),
                java.util.Map.of());
    }

    ToolResult start(DockerToolArguments arguments) {
        RunContainer container = requireContainer(arguments);
        containers.engine().startContainer(container.id());
        return ToolResults.success(
                "started " + containers.require(container.name()).summary());
    }

    ToolResult stop(DockerToolArguments arguments) {
        RunContainer container = requireContainer(arguments);
        containers.engine().stopContainer(container.id(), stopTimeout(arguments));
        return ToolResults.success("stopped " + container.name());
    }

    ToolResult restart(DockerToolArguments arguments) {
        RunContainer container = requireContainer(arguments);
        containers.engine().restartContainer(container.id(), stopTimeout(arguments));
        return ToolResults.success(
                "restarted " + containers.require(container.name()).summary());
    }

    private static Duration stopTimeout(DockerToolArguments arguments) {
        return arguments.seconds("timeout", DEFAULT_STOP_TIMEOUT, MAX_STOP_TIMEOUT);
    }

    /** @param repeated whether the call started before a crash, so it may already have removed the container */
    ToolResult remove(DockerToolArguments arguments, boolean repeated) {
        String name = arguments.string("container");
        Optional<RunContainer> container = containers.find(name);
        if (container.isEmpty() && !repeated) {
            containers.require(name);
        }
        container.ifPresent(containers::remove);
        return ToolResults.success("removed " + name);
    }

    ToolResult inspect(DockerToolArguments arguments) {
        JsonObject fields = containers.inspect(requireContainer(arguments));
        String text = fields.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .collect(Collectors.joining("\n"));
        return new ToolResult(ToolResult.Outcome.OK, text, fields);
    }

    ToolResult logs(DockerToolArguments arguments) {
        String text = ContainerExec.readLogs(
                containers.engine(),
                requireContainer(arguments),
                Math.max(1, arguments.integer("tail", DEFAULT_LOG_LINES, MAX_LOG_LINES)),
                arguments.flag("timestamps"));
        return ToolResults.success(text.isEmpty() ? "(no output)" : text);
    }

    ToolResult exec(DockerToolArguments arguments, String call) {
        RunContainer container = requireContainer(arguments);
        if (!container.isRunning()) {
            return ToolResults.error("'" + container.name() + "' is not running (" + container.status()
                    + "); start it with docker_start");
        }
        Duration limit = arguments.seconds("timeout", commandTimeout, commandTimeout);
        String id = containers.runLabels().run() + "." + call;
        ContainerExec.Result outcome = new ContainerExec(containers.engine(), cancelled)
                .run(
                        container,
                        new ContainerExec.Command(
                                id,
                                arguments.string("command"),
                                arguments.string("cwd"),
                                arguments.string("user"),
                                limit));
        return ToolResults.fromExec(outcome, limit);
    }

    private RunContainer requireContainer(DockerToolArguments arguments) {
        return containers.require(arguments.string("container"));
    }
}
