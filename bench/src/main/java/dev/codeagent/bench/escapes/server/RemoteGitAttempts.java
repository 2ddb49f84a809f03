package dev.codeagent.bench.escapes.server;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.bench.harness.GitRepository;
import dev.codeagent.remotes.BranchName;
import dev.codeagent.remotes.GitAddress;
import dev.codeagent.remotes.KnownHosts;
import dev.codeagent.remotes.RemoteAccess;
import dev.codeagent.remotes.RemoteGit;
import dev.codeagent.remotes.RemoteHostPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Addresses of git projects that run a program, read the server's disk, or reach services of its network. */
final class RemoteGitAttempts {
    private static final Duration TIME = Duration.ofSeconds(5);

    private RemoteGitAttempts() {}

    static List<ServerAttempt> all() {
        return List.of(
                ServerAttempt.of(
                        "remote-git/program[ext]",
                        "adds a project whose address is a command",
                        target -> runsProgram(target, true),
                        target -> runsProgram(target, false)),
                ServerAttempt.of(
                        "remote-git/disk[file]",
                        "adds a project whose address is a repository on the server's disk",
                        target -> readsDisk(target, "file://", true),
                        target -> readsDisk(target, "file://", false)),
                ServerAttempt.of(
                        "remote-git/disk[path]",
                        "the same with a path",
                        target -> readsDisk(target, "", true),
                        target -> readsDisk(target, "", false)),
                ServerAttempt.of(
                        "remote-git/private-address[https]",
                        "adds a project whose address is a service of the server's machine",
                        target -> reachesService(target, "https://127.0.0.1:", List.of()),
                        target -> reachesService(target, "https://127.0.0.1:", List.of("127.0.0.1"))),
                ServerAttempt.of(
                        "remote-git/private-address[ssh]",
                        "the same with SSH",
                        target -> reachesService(target, "ssh://git@127.0.0.1:", List.of()),
                        target -> reachesService(target, "ssh://git@127.0.0.1:", List.of("127.0.0.1"))),
                ServerAttempt.of(
                        "remote-git/private-address[octal]",
                        "the same with an address that curl reads as another one than Java",
                        target -> reachesService(target, "https://0177.0.0.1:", List.of()),
                        target -> reachesService(target, "https://127.0.0.1:", List.of("127.0.0.1"))));
    }

    private static Optional<String> runsProgram(ServerTarget target, boolean server) throws Exception {
        Path mark = target.newDirectory("remote-git").resolve("mark");
        list(target, "ext::touch " + mark, server);
        return Files.exists(mark) ? Optional.of("the command was executed") : Optional.empty();
    }

    private static Optional<String> readsDisk(ServerTarget target, String scheme, boolean server) throws Exception {
        Path repository = target.newDirectory("remote-git").resolve("other");
        GitRepository.create(repository);
        return list(target, scheme + repository, server);
    }

    private static Optional<String> reachesService(ServerTarget target, String start, List<String> privateHosts)
            throws Exception {
        try (var service = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            service.setSoTimeout((int) TIME.toMillis());
            var connected = new java.util.concurrent.CompletableFuture<Boolean>();
            Thread.startVirtualThread(() -> {
                try (var ignored = service.accept()) {
                    connected.complete(true);
                } catch (IOException e) {
                    connected.complete(false);
                }
            });
            find(target, start + service.getLocalPort() + "/app.git", privateHosts);
            service.close();
            return connected.get() ? Optional.of("the service was reached") : Optional.empty();
        }
    }

    /** What git lists at the address; without the server's rules, with every protocol. */
    private static Optional<String> list(ServerTarget target, String address, boolean server) throws Exception {
        if (server) {
            return find(target, address, List.of());
        }
        Process process = new ProcessBuilder("git", "-c", "protocol.allow=always", "ls-remote", "--", address)
                .directory(target.newDirectory("remote-git").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        process.waitFor();
        return output.isBlank()
                ? Optional.empty()
                : Optional.of("git lists " + output.lines().findFirst());
    }

    private static Optional<String> find(ServerTarget target, String address, List<String> privateHosts)
            throws IOException {
        var git = new RemoteGit(new RemoteHostPolicy(privateHosts), TIME, 1 << 20, Map.of());
        Path knownHosts = target.newDirectory("remote-git").resolve("known_hosts");
        try {
            var branch = git.findBranch(
                    GitAddress.parse(address),
                    Optional.of(new BranchName("main")),
                    new RemoteAccess(Optional.empty(), List.of(knownHosts)),
                    new KnownHosts(knownHosts));
            return Optional.of("the server found " + branch);
        } catch (AgentException e) {
            return Optional.empty();
        }
    }
}
