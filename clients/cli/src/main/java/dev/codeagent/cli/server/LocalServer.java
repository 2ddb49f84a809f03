package dev.codeagent.cli.server;

import dev.codeagent.api.doctor.DiskCheck;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.api.doctor.FolderCheck;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The server of a data directory of this machine: starts it, waits for it, stops it. */
public final class LocalServer {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MILLIS = 100;
    private static final String NOTE = "codeagent starts: ";
    private static final String FAILURE = "codeagent: ";

    private final Installation installation;
    private final Path data;

    public LocalServer(Installation installation, Path data) {
        this.installation = installation;
        this.data = data;
    }

    public Optional<ServerRecord> running() {
        return ServerRecord.find(data);
    }

    /**
     * Starts the server, cut off from this terminal, and waits until it is ready.
     *
     * @param notes gets what the server says of its start, e.g. that it waits for its database
     */
    public ServerRecord start(Optional<Integer> port, Optional<Path> config, Consumer<String> notes) {
        preflight();
        boolean fresh = !Files.exists(data);
        try {
            return await(launch(command(Detached.java(), port, config)), notes);
        } catch (CliFailure e) {
            if (fresh) {
                removeBeginnings();
            }
            throw e;
        }
    }

    /** The server checks the same, but cannot say so where it cannot write its output. */
    private void preflight() {
        Stream.concat(new DiskCheck(data).look().stream(), FolderCheck.data(data).look().stream())
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .findFirst()
                .ifPresent(finding -> {
                    throw CliFailure.server("the server did not start: " + finding.found() + "; " + finding.advice());
                });
    }

    private ServerRecord await(Process process, Consumer<String> notes) {
        long deadline = System.nanoTime() + START.toNanos();
        int told = 0;
        while (System.nanoTime() < deadline) {
            List<String> said = said(NOTE);
            said.subList(Math.min(told, said.size()), said.size()).forEach(notes);
            told = said.size();
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

    /** A folder that was made for a server which did not start goes again; one with anything more in it stays. */
    private void removeBeginnings() {
        try {
            Path lock = data.resolve("server.lock");
            for (Path file : List.of(output(), output().getParent(), lock, data.resolve("directory.id"), data)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            return; // Something else is in it, which may tell more of the reason.
        }
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
            Process process = new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output().toFile())
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new CliFailure(ExitCode.SERVER, "cannot start the server: " + e.getMessage(), e);
        }
    }

    /** Starts the server as a child that writes to us, and deploys the folders that are written to it. */
    public Process startToDevelop(Optional<Integer> port, Optional<Path> config) {
        var command = command(List.of(Installation.java(), "-Dcodeagent.dev=true"), port, config);
        try {
            return new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.SERVER, "cannot start the server: " + e.getMessage(), e);
        }
    }

    private List<String> command(List<String> java, Optional<Integer> port, Optional<Path> config) {
        Path jar = installation.serverJar();
        var command = new ArrayList<>(java);
        command.add("@" + jar.resolveSibling("jvm.options"));
        command.addAll(CompilerDirectives.options(jar));
        command.addAll(ownOptions(System.getenv()));
        command.addAll(ClassArchive.options(jar));
        command.addAll(program(jar, data, port, config));
        return command;
    }

    /** Options for Java of the one who starts the server, with blanks between; they win over those of {@code jvm.options}. */
    public static List<String> ownOptions(Map<String, String> environment) {
        String words = environment.getOrDefault("CODEAGENT_JVM_OPTIONS", "").strip();
        return words.isEmpty() ? List.of() : List.of(words.split("\\s+"));
    }

    /** The server's program and its options. */
    static List<String> program(Path jar, Path data, Optional<Integer> port, Optional<Path> config) {
        var command = new ArrayList<>(List.of("-jar", jar.toString(), "--data", data.toString()));
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
            int refused = lines.indexOf("Error: Could not create the Java Virtual Machine.");
            if (refused > 0) {
                return "the server did not start: Java does not take an option (" + lines.get(refused - 1)
                        + "); correct CODEAGENT_JVM_OPTIONS or JDK_JAVA_OPTIONS";
            }
            return said(FAILURE).stream()
                    .reduce((first, last) -> last)
                    .map(words -> "the server did not start: " + words)
                    .orElseGet(() -> "the server ended while starting; the end of " + output() + ":\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
        } catch (IOException e) {
            return "the server ended while starting; its output " + output() + " cannot be read: " + e.getMessage();
        }
    }

    /** What the server says to the one who starts it; its output holds the container's log too. */
    private List<String> said(String voice) {
        try (Stream<String> lines = Files.lines(output())) {
            return lines.filter(line -> line.startsWith(voice))
                    .map(line -> line.substring(voice.length()))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // It is being written: the next look sees more.
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
