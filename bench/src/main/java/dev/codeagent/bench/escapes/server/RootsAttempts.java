package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.config.PathMapping;
import dev.codeagent.projects.ProjectRoots;
import dev.codeagent.projects.ServerInstallation;
import dev.codeagent.projects.WorkspaceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Runs in directories that contain much more than a project; the projects are in the database already. */
final class RootsAttempts {
    private static final String SECRET = "key-of-the-server";

    private RootsAttempts() {}

    /** Where the server keeps its data and keys, and ways to name these directories. */
    private record Server(Path folder) {
        static Server create(ServerTarget target) throws IOException {
            var server = new Server(target.newDirectory("roots"));
            Files.createDirectories(server.data().resolve("workspaces/run-1/tree"));
            Files.createDirectories(server.keys());
            Files.createDirectories(server.home());
            for (Path directory : List.of(
                    server.data(),
                    server.data().resolve("workspaces/run-1/tree"),
                    server.keys(),
                    server.home(),
                    Objects.requireNonNull(server.home().getParent()))) {
                Files.writeString(directory.resolve("secret.txt"), SECRET);
            }
            Files.createSymbolicLink(server.folder.resolve("link"), server.keys());
            return server;
        }

        Path data() {
            return folder.resolve("server/data");
        }

        Path home() {
            return folder.resolve("installation/server");
        }

        Path keys() {
            return folder.resolve("user/keys");
        }
    }

    static List<ServerAttempt> all() {
        var attempts = new ArrayList<ServerAttempt>();
        Map.of(
                        "data", "server/data",
                        "parent-of-data", "server",
                        "workspace", "server/data/workspaces/run-1/tree",
                        "keys", "user/keys",
                        "parent-of-keys", "user",
                        "installation", "installation",
                        "server-directory", "installation/server",
                        "link-to-keys", "link",
                        "detour-to-keys", "server/../user/./keys")
                .forEach((name, path) -> attempts.add(ServerAttempt.of(
                        "roots/server[" + name + "]",
                        "makes the server's own directories a project, whose files agents read and change",
                        target -> {
                            Server server = Server.create(target);
                            return open(server, server.folder().resolve(path).toString(), true);
                        },
                        target -> {
                            Server server = Server.create(target);
                            return open(server, server.folder().resolve(path).toString(), false);
                        })));
        for (String directory : List.of(
                "/",
                "/etc",
                "/etc/ssl",
                "/proc",
                "/proc/self/cwd/../../../../../..",
                "/dev",
                "/sys",
                "/boot",
                "/usr",
                "/var",
                "/root",
                "/home",
                "/home/somebody",
                "//etc/../etc")) {
            attempts.add(ServerAttempt.withoutControl(
                    "roots/system[" + directory + "]",
                    "makes a directory of the system a project",
                    target -> open(Server.create(target), directory, true),
                    "a server without the defence would copy the system's files"));
        }
        return attempts;
    }

    /** What a run could read there; empty if the directory is refused. */
    private static Optional<String> open(Server server, String directory, boolean defended) throws IOException {
        Path data = defended ? server.data() : server.folder().resolve("elsewhere");
        var roots = new ProjectRoots(
                data,
                defended ? Optional.of(server.keys()) : Optional.empty(),
                defended ? Optional.of(ServerInstallation.of(server.home())) : Optional.empty());
        var project = new Project(new ProjectId("p-1"), "roots", directory, "local", Instant.EPOCH);
        try {
            Path tree = new WorkspaceStore(data, PathMapping.IDENTITY, roots)
                    .openOrCreate(project, new RunId("run-2"))
                    .directory();
            var found = new TreeMap<String, String>();
            try (var files = Files.walk(tree)) {
                for (Path file : files.filter(f -> f.endsWith("secret.txt")).toList()) {
                    found.put(tree.relativize(file).toString(), Files.readString(file));
                }
            }
            return defended || found.containsValue(SECRET) ? Optional.of("a run sees " + found) : Optional.empty();
        } catch (AgentException e) {
            boolean refused =
                    e.code() == ErrorCode.INVALID_VALUE && e.getMessage().contains("cannot be a project");
            return refused ? Optional.empty() : Optional.of("another failure: " + e.getMessage());
        }
    }
}
