package dev.codeagent.cli.server;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.diagnostics.DirectoryCheck;
import dev.codeagent.diagnostics.DiskCheck;
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
    private static final Duration START_TIMEOUT = Duration.ofSeconds(120);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_INTERVAL_MILLIS = 100;

    private final Installation installation;
    private final Path data;
    private final ServerOutput output;

    public LocalServer(Installation installation, Path data) {
        this.installation = installation;
        this.data = data;
        this.output = ServerOutput.of(data);
    }

    public Optional<ServerProcess> findRunning() {
        return ServerProcess.find(data);
    }

    /** The running server, where it is ready. */
    public Optional<ServerProcess> findReady() {
        return findRunning().filter(server -> new RestClient(server.address()).isReady());
    }

    /** Whether a server runs that does not answer yet; one that lacks something, e.g. space on its disk, answers. */
    public boolean isStarting() {
        return findRunning()
                .map(server -> new RestClient(server.address()))
                .filter(client -> !client.isReady() && !client.isLive(RESPONSE_TIMEOUT))
                .isPresent();
    }

    /** Waits until the server that somebody else started is ready; empty where there is none, or it ended before. */
    public Optional<ServerProcess> awaitStartup(Consumer<String> progress) {
        return awaitOtherServer(System.nanoTime() + START_TIMEOUT.toNanos(), progress);
    }

    /**
     * Starts the server, cut off from this terminal, and waits until it is ready; where one works on the data directory
     * already, that one is waited for.
     *
     * @param progress gets what the server says of its start, e.g. that it waits for its database
     */
    public ServerProcess start(Optional<Integer> port, Optional<Path> config, Consumer<String> progress) {
        runPreflightChecks();
        boolean newDirectory = !Files.exists(data);
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        try {
            return awaitOtherServer(deadline, progress).orElseGet(() -> {
                progress.accept("starting the server on " + data + " …");
                return awaitStartup(
                        launch(javaCommand(DetachedCommand.javaCommand(), port, config)), deadline, progress);
            });
        } catch (CliException e) {
            if (newDirectory) {
                removeIncompleteDataDirectory();
            }
            throw e;
        }
    }

    /** The server checks the same, but cannot say so where it cannot write its output. */
    private void runPreflightChecks() {
        Stream.concat(new DiskCheck(data).run().stream(), DirectoryCheck.dataDirectory(data).run().stream())
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .findFirst()
                .ifPresent(finding -> {
                    throw CliException.serverError(
                            "the server did not start: " + finding.found() + "; " + finding.advice());
                });
    }

    /** Our server; or another one, where ours ended because that was faster. */
    ServerProcess awaitStartup(Process process, long deadline, Consumer<String> progress) {
        return awaitReady(process::isAlive, deadline, progress)
                .or(() -> process.isAlive() ? Optional.empty() : awaitOtherServer(deadline, progress))
                .orElseThrow(() -> startFailure(process));
    }

    private CliException startFailure(Process process) {
        if (!process.isAlive()) {
            return CliException.serverError(output.failureReason());
        }
        process.destroy();
        return CliException.serverError("the server was not ready within " + START_TIMEOUT.toSeconds()
                + " s and was stopped; its output is in " + output.file() + ", its log in " + data.resolve("logs"));
    }

    Optional<ServerProcess> awaitOtherServer(long deadline, Consumer<String> progress) {
        if (!ServerProcess.isLocked(data)) {
            return Optional.empty();
        }
        progress.accept("a server works on " + data + " already; waiting until it is ready …");
        Optional<ServerProcess> ready = awaitReady(() -> ServerProcess.isLocked(data), deadline, progress);
        if (ready.isEmpty() && ServerProcess.isLocked(data)) {
            throw CliException.serverError("another server works on " + data + " and was not ready within "
                    + START_TIMEOUT.toSeconds() + " s; its log in " + data.resolve("logs")
                    + " and `codeagent doctor` say more, `codeagent down --data " + data + "` stops it");
        }
        return ready;
    }

    /** Empty where it does not live any more, or is not ready in time. */
    private Optional<ServerProcess> awaitReady(BooleanSupplier isAlive, long deadline, Consumer<String> progress) {
        int reportedCount = 0;
        while (System.nanoTime() < deadline) {
            boolean wasAlive = isAlive.getAsBoolean(); // Asked first: what it wrote before it ended is seen below.
            List<String> messages = output.progressMessages();
            messages.subList(Math.min(reportedCount, messages.size()), messages.size())
                    .forEach(progress);
            reportedCount = messages.size();
            Optional<ServerProcess> found = findReady();
            if (found.isPresent() || !wasAlive) {
                return found;
            }
            sleep();
        }
        return Optional.empty();
    }

    /**
     * A folder that was made for a server which did not start goes again; one with anything more in it stays, and one
     * that another server works on, whose lock must not be taken from under it.
     */
    void removeIncompleteDataDirectory() {
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
    public boolean stop(ServerProcess server) {
        ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        while (ServerProcess.isLocked(data)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            sleep();
        }
        return true;
    }

    private Process launch(List<String> command) {
        try {
            ProcessBuilder.Redirect redirect = output.openRedirect();
            Process process = new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(redirect)
                    .start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "cannot start the server: " + e.getMessage(), e);
        }
    }

    /** Starts the server as a child that writes to us, and deploys the folders that are written to it. */
    public Process startInDevMode(Optional<Integer> port, Optional<Path> config) {
        var command = javaCommand(List.of(Installation.javaExecutable(), "-Dcodeagent.dev=true"), port, config);
        try {
            return new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "cannot start the server: " + e.getMessage(), e);
        }
    }

    private List<String> javaCommand(List<String> java, Optional<Integer> port, Optional<Path> config) {
        Path jar = installation.serverJar();
        var command = new ArrayList<>(java);
        command.add("@" + jar.resolveSibling("jvm.options"));
        command.addAll(CompilerDirectives.jvmOptions(jar));
        command.addAll(userJvmOptions(System.getenv()));
        command.addAll(CdsArchive.jvmOptions(jar));
        command.addAll(programArguments(jar, data, port, config));
        return command;
    }

    /** Options for Java of the one who starts the server, with blanks between; they win over those of {@code jvm.options}. */
    public static List<String> userJvmOptions(Map<String, String> environment) {
        String options = environment.getOrDefault("CODEAGENT_JVM_OPTIONS", "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    /** The server's program and its options. */
    static List<String> programArguments(Path jar, Path data, Optional<Integer> port, Optional<Path> config) {
        var command = new ArrayList<>(List.of("-jar", jar.toString(), "--data", data.toString()));
        port.ifPresent(p -> command.addAll(List.of("--port", p.toString())));
        config.ifPresent(c -> command.addAll(List.of("--config", c.toString())));
        return command;
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_INTERVAL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.INTERRUPTED, "interrupted");
        }
    }
}
