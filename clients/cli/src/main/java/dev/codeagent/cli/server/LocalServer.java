package dev.codeagent.cli.server;

import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The server of a data directory of this machine: starts it, waits for it, stops it. */
public final class LocalServer {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MILLIS = 100;

    private final Installation installation;
    private final Path data;

    public LocalServer(Installation installation, Path data) {
        this.installation = installation;
        this.data = data;
    }

    public Optional<ServerRecord> running() {
        return ServerRecord.find(data);
    }

    /** Starts the server, cut off from this terminal, and waits until it is ready. */
    public ServerRecord start(Optional<Integer> port, Optional<Path> config) {
        Process process = launch(command(port, config));
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<ServerRecord> found = running();
            if (found.isPresent() && new Api(found.get().address()).ready()) {
                return found.get();
            }
            // Where another client was faster, its server answers above and ours ends here.
            if (!process.isAlive() && found.isEmpty()) {
                throw CliFailure.server(reasonOfDeath());
            }
            pause();
        }
        process.destroy();
        throw CliFailure.server("the server was not ready within " + START.toSeconds()
                + " s and was stopped; its output is in " + output() + ", its log in " + data.resolve("logs"));
    }

    /** Asks the server to end and waits; false where it does not. */
    public boolean stop(ServerRecord server) {
        ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + STOP.toNanos();
        while (ServerRecord.locked(data)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    private Process launch(List<String> command) {
        try {
            Files.createDirectories(output().getParent());
            return new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(output().toFile())
                    .start();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.SERVER, "cannot start the server: " + e.getMessage(), e);
        }
    }

    private List<String> command(Optional<Integer> port, Optional<Path> config) {
        Path jar = installation.serverJar();
        var command = new ArrayList<>(Detached.prefix());
        command.add(Installation.java());
        command.add("@" + jar.resolveSibling("jvm.options"));
        command.addAll(ClassArchive.options(jar));
        command.addAll(List.of("-jar", jar.toString(), "--data", data.toString()));
        port.ifPresent(p -> command.addAll(List.of("--port", p.toString())));
        config.ifPresent(c -> command.addAll(List.of("--config", c.toString())));
        return command;
    }

    public Path output() {
        return data.resolve("logs/server.out");
    }

    /** The server says on one line why it does not start; else the end of what it wrote. */
    private String reasonOfDeath() {
        try {
            List<String> lines = Files.readAllLines(output());
            return lines.stream()
                    .filter(line -> line.startsWith("codeagent: "))
                    .reduce((first, last) -> last)
                    .map(line -> "the server did not start: " + line.substring("codeagent: ".length()))
                    .orElseGet(() -> "the server ended while starting; the end of " + output() + ":\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
        } catch (IOException e) {
            return "the server ended while starting; its output " + output() + " cannot be read: " + e.getMessage();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }
}
