package dev.codeagent.cli.server;

import dev.codeagent.api.doctor.DiskCheck;
import dev.codeagent.api.doctor.Finding;
import dev.codeagent.api.doctor.FolderCheck;
import dev.codeagent.cli.outcome.CliFailure;
import dev.codeagent.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The server of a data directory of this machine: starts it, waits for it, stops it. */
public final class LocalServer {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final long LOOK_EVERY_MILLIS = 100;

    private final Installation installation;
    private final Path data;
    private final ServerOutput output;

    public LocalServer(Installation installation, Path data) {
        this.installation = installation;
        this.data = data;
        this.output = ServerOutput.of(data);
    }

    public Optional<ServerRecord> running() {
        return ServerRecord.find(data);
    }

    /** The running server, where it is ready. */
    public Optional<ServerRecord> ready() {
        return running().filter(server -> new Api(server.address()).ready());
    }

    /** Whether a server runs that does not answer yet; one that lacks something, e.g. space on its disk, answers. */
    public boolean comesUp() {
        return running()
                .map(server -> new Api(server.address()))
                .filter(api -> !api.ready() && !api.live(ANSWER))
                .isPresent();
    }

    /** Waits until the server that somebody else started is ready; empty where there is none, or it ended before. */
    public Optional<ServerRecord> await(Consumer<String> notes) {
        return awaitOther(System.nanoTime() + START.toNanos(), notes);
    }

    /**
     * Starts the server, cut off from this terminal, and waits until it is ready; where one works on the data directory
     * already, that one is waited for.
     *
     * @param notes gets what the server says of its start, e.g. that it waits for its database
     */
    public ServerRecord start(Optional<Integer> port, Optional<Path> config, Consumer<String> notes) {
        preflight();
        boolean fresh = !Files.exists(data);
        long deadline = System.nanoTime() + START.toNanos();
        try {
            return awaitOther(deadline, notes).orElseGet(() -> {
                notes.accept("starting the server on " + data + " …");
                return await(launch(command(Detached.java(), port, config)), deadline, notes);
            });
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

    /** Our server; or another one, where ours ended because that was faster. */
    ServerRecord await(Process process, long deadline, Consumer<String> notes) {
        return awaitReady(process::isAlive, deadline, notes)
                .or(() -> process.isAlive() ? Optional.empty() : awaitOther(deadline, notes))
                .orElseThrow(() -> notStarted(process));
    }

    private CliFailure notStarted(Process process) {
        if (!process.isAlive()) {
            return CliFailure.server(output.reasonOfDeath());
        }
        process.destroy();
        return CliFailure.server("the server was not ready within " + START.toSeconds()
                + " s and was stopped; its output is in " + output.file() + ", its log in " + data.resolve("logs"));
    }

    Optional<ServerRecord> awaitOther(long deadline, Consumer<String> notes) {
        if (!ServerRecord.locked(data)) {
            return Optional.empty();
        }
        notes.accept("a server works on " + data + " already; waiting until it is ready …");
        Optional<ServerRecord> ready = awaitReady(() -> ServerRecord.locked(data), deadline, notes);
        if (ready.isEmpty() && ServerRecord.locked(data)) {
            throw CliFailure.server("another server works on " + data + " and was not ready within "
                    + START.toSeconds() + " s; its log in " + data.resolve("logs")
                    + " and `codeagent doctor` say more, `codeagent down --data " + data + "` stops it");
        }
        return ready;
    }

    /** Empty where it does not live any more, or is not ready in time. */
    private Optional<ServerRecord> awaitReady(BooleanSupplier lives, long deadline, Consumer<String> notes) {
        int told = 0;
        while (System.nanoTime() < deadline) {
            boolean lived = lives.getAsBoolean(); // Asked first: what it wrote before it ended is seen below.
            List<String> said = output.notes();
            said.subList(Math.min(told, said.size()), said.size()).forEach(notes);
            told = said.size();
            Optional<ServerRecord> found = ready();
            if (found.isPresent() || !lived) {
                return found;
            }
            pause();
        }
        return Optional.empty();
    }

    /**
     * A folder that was made for a server which did not start goes again; one with anything more in it stays, and one
     * that another server works on, whose lock must not be taken from under it.
     */
    void removeBeginnings() {
        Path lock = data.resolve("server.lock");
        try {
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    return;
                }
                for (Path file :
                        List.of(output.file(), output.file().getParent(), data.resolve("directory.id"), lock)) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(data);
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
            ProcessBuilder.Redirect written = output.begin();
            Process process = new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(written)
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

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure(ExitCode.INTERRUPTED, "interrupted");
        }
    }
}
