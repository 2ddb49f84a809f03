package dev.codeagent.cli.server;

import dev.codeagent.api.diagnostics.Finding;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.client.local.ServerProcess;
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

/** Starts, awaits and stops the server of a local data directory. */
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

    /** The process id of the server, also while it starts. */
    public Optional<Long> findProcess() {
        return findRunning().map(ServerProcess::pid).or(() -> ServerProcess.findStarting(data));
    }

    /** The running server, if it is ready. */
    public Optional<ServerProcess> findReady() {
        return findRunning()
                .filter(server -> RestClient.forHealth(server.address()).isReady());
    }

    /** Whether a server runs that does not answer yet. One that answers but is not ready (full disk) does not count. */
    public boolean isStarting() {
        return ServerProcess.findStarting(data).isPresent()
                || findRunning()
                        .map(server -> RestClient.forHealth(server.address()))
                        .filter(client -> !client.isReady() && !client.isLive(RESPONSE_TIMEOUT))
                        .isPresent();
    }

    /** Waits until a server that another process started is ready; empty if there is none or if it stopped. */
    public Optional<ServerProcess> awaitStartup(Consumer<String> progress) {
        return awaitOtherServer(System.nanoTime() + START_TIMEOUT.toNanos(), progress);
    }

    /**
     * Starts the server, detached from this terminal, and waits until it is ready. If another server already uses the
     * data directory, waits for that one.
     *
     * @param progress receives progress messages of the start, e.g. that the server waits for its database
     * @throws CliException SERVER with the reason if the server does not start
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

    /** The server makes the same checks, but cannot report failures if it cannot write its output file. */
    private void runPreflightChecks() {
        Stream.concat(new DiskCheck(data).run().stream(), DirectoryCheck.dataDirectory(data).run().stream())
                .filter(finding -> finding.level() == Finding.Level.FAIL)
                .findFirst()
                .ifPresent(finding -> {
                    throw CliException.serverError(
                            "the server did not start: " + finding.found() + "; " + finding.advice());
                });
    }

    /** This client's server; or another one, if that one locked the data directory first. */
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
        progress.accept("another server already uses " + data + "; waiting until it is ready …");
        Optional<ServerProcess> ready = awaitReady(() -> ServerProcess.isLocked(data), deadline, progress);
        if (ready.isEmpty() && ServerProcess.isLocked(data)) {
            throw CliException.serverError("another server uses " + data + " and was not ready within "
                    + START_TIMEOUT.toSeconds() + " s; see its log in " + data.resolve("logs")
                    + " or run `codeagent doctor`; stop it with `codeagent down --data " + data + "`");
        }
        return ready;
    }

    /** Empty if the process is no longer alive, or is not ready in time. */
    private Optional<ServerProcess> awaitReady(BooleanSupplier isAlive, long deadline, Consumer<String> progress) {
        int reportedCount = 0;
        while (System.nanoTime() < deadline) {
            boolean wasAlive = isAlive.getAsBoolean(); // Read before the output, so no output is missed.
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
     * Deletes the new data directory of a server that did not start. Keeps it if it contains other files, or if another
     * server holds its lock.
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
            return; // It contains other files, which may show the reason.
        }
    }

    /** Stops the server and waits; false if it does not stop in time. */
    public boolean stop(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
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
            var builder = new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(redirect);
            builder.environment().remove(TokenSource.VARIABLE); // It may be the token of another server.
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "cannot start the server: " + e.getMessage(), e);
        }
    }

    /** Starts the server as a child process that deploys the folders named on its standard input. */
    public Process startInDevMode(Optional<Integer> port, Optional<Path> config) {
        var command = javaCommand(List.of(Installation.javaExecutable(), "-Dcodeagent.dev=true"), port, config);
        try {
            var builder = new ProcessBuilder(command)
                    .directory(installation.root().toFile())
                    .redirectErrorStream(true);
            builder.environment().remove(TokenSource.VARIABLE);
            return builder.start();
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

    /** The user's JVM options, separated by blanks; they override those of {@code jvm.options}. */
    public static List<String> userJvmOptions(Map<String, String> environment) {
        String options = environment.getOrDefault("CODEAGENT_JVM_OPTIONS", "").strip();
        return options.isEmpty() ? List.of() : List.of(options.split("\\s+"));
    }

    /** Arguments for Java: the server's jar and its options. */
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
