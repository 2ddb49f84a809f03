package dev.codeagent.containers;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.containers.compose.ComposeFile;
import dev.codeagent.containers.own.OwnContainer;
import dev.codeagent.containers.own.OwnContainers;
import dev.codeagent.tools.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** What is done with the services of a Compose file. */
record ComposeCalls(
        OwnContainers containers,
        WorkspaceText files,
        CommandCheck commands,
        BooleanSupplier cancelled,
        Duration longest) {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    ToolResult up(Arguments arguments, String call) {
        String path = arguments.text("path");
        ComposeFile file = ComposeFile.read(path, files.read(path), arguments.map("env"));
        var services = new ComposeServices(containers, file, call);
        services.check(commands);
        Duration limit = arguments.seconds("timeout", PATIENCE, longest);
        try {
            services.up(new Waiting(containers, limit, cancelled));
        } catch (AgentException e) {
            if (e.code() == ErrorCode.CANCELLED) {
                throw e;
            }
            return Answers.bad(e.getMessage() + "\n" + lines(services.made())
                    + "\n(what was made stays; docker_compose_down removes it)");
        }
        String notices = file.notices().stream().map(n -> "\n(" + n + ")").collect(Collectors.joining());
        return Answers.good(lines(services.made()) + notices);
    }

    ToolResult ps(Arguments arguments) {
        return Answers.good(lines(ComposeServices.of(containers, arguments.text("name"))));
    }

    ToolResult down(Arguments arguments) {
        String name = arguments.text("name");
        List<OwnContainer> all = ComposeServices.of(containers, name);
        all.forEach(containers::remove);
        String removed = all.isEmpty()
                ? "there were no services"
                : "removed " + all.stream().map(OwnContainer::name).collect(Collectors.joining(", "));
        return Answers.good(removed + (arguments.flag("volumes") ? volumes(name, all) : ""));
    }

    /** The file's name stands before those of its volumes. */
    private String volumes(String name, List<OwnContainer> removed) {
        List<String> names = name.isEmpty()
                ? removed.stream().map(ComposeServices::nameOf).distinct().toList()
                : List.of(name);
        List<String> gone = containers.volumes().stream()
                .filter(v -> names.stream().anyMatch(n -> v.startsWith(n + "_")))
                .toList();
        gone.forEach(containers::removeVolume);
        return gone.isEmpty() ? "; there were no volumes" : "; removed the volumes " + String.join(", ", gone);
    }

    private static String lines(List<OwnContainer> all) {
        return all.isEmpty()
                ? "(none)"
                : all.stream()
                        .map(c -> c.line() + " (" + ComposeServices.nameOf(c) + ")")
                        .collect(Collectors.joining("\n"));
    }
}
