package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.tool.ToolResult;
import dev.codeagent.containers.compose.ComposeFile;
import dev.codeagent.containers.managed.RunContainer;
import dev.codeagent.containers.managed.RunContainers;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The tools for the services of a Compose file. */
record ComposeToolHandler(
        RunContainers containers,
        WorkspaceFileReader workspaceFiles,
        CommandAuthorizer authorizer,
        BooleanSupplier cancelled,
        Duration maxTimeout) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(120);

    ToolResult up(DockerToolArguments arguments, String call) {
        String path = arguments.string("path");
        ComposeFile file = ComposeFile.read(path, workspaceFiles.read(path), arguments.map("env"));
        var services = new ComposeReconciler(containers, file, call);
        services.requireAllowed(authorizer);
        Duration limit = arguments.seconds("timeout", DEFAULT_TIMEOUT, maxTimeout);
        try {
            services.up(new ReadinessWaiter(containers, limit, cancelled));
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return ToolResults.error(e.getMessage() + "\n" + formatLines(services.existing())
                    + "\n(the created containers stay; docker_compose_down removes them)");
        }
        String notices = file.notices().stream().map(n -> "\n(" + n + ")").collect(Collectors.joining());
        return ToolResults.success(formatLines(services.existing()) + notices);
    }

    ToolResult ps(DockerToolArguments arguments) {
        return ToolResults.success(formatLines(ComposeReconciler.findContainers(containers, arguments.string("name"))));
    }

    ToolResult down(DockerToolArguments arguments) {
        String name = arguments.string("name");
        List<RunContainer> composeContainers = ComposeReconciler.findContainers(containers, name);
        composeContainers.forEach(containers::remove);
        String removedContainers = composeContainers.isEmpty()
                ? "there are no services to remove"
                : "removed "
                        + composeContainers.stream().map(RunContainer::name).collect(Collectors.joining(", "));
        return ToolResults.success(
                removedContainers + (arguments.flag("volumes") ? removeVolumes(name, composeContainers) : ""));
    }

    /** The name of a volume starts with the name of its file. */
    private String removeVolumes(String name, List<RunContainer> removedContainers) {
        List<String> composeNames = name.isEmpty()
                ? removedContainers.stream()
                        .map(ComposeReconciler::composeNameOf)
                        .distinct()
                        .toList()
                : List.of(name);
        List<String> removedVolumes = containers.volumeNames().stream()
                .filter(v -> composeNames.stream().anyMatch(n -> v.startsWith(n + "_")))
                .toList();
        removedVolumes.forEach(containers::removeVolume);
        return removedVolumes.isEmpty()
                ? "; there are no volumes to remove"
                : "; removed the volumes " + String.join(", ", removedVolumes);
    }

    private static String formatLines(List<RunContainer> composeContainers) {
        return composeContainers.isEmpty()
                ? "(none)"
                : composeContainers.stream()
                        .map(c -> c.summary() + " (" + ComposeReconciler.composeNameOf(c) + ")")
                        .collect(Collectors.joining("\n"));
    }
}
