package dev.codeagent.bench.harness;

import dev.codeagent.cli.dev.ModuleGraph;
import dev.codeagent.cli.dev.ModuleGraph.Module;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code codeagent dev} on a copy of the sources, with its own data directory; the benchmark edits the copy. */
public final class DevModeProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final long POLL_MILLIS = 20;
    private static final Pattern NOT_IN_SERVER = Pattern.compile("(bench|release|tests)\\b");

    private final Process process;
    private final Path sources;
    private final Path output;
    private final ServerAddress address;

    private DevModeProcess(Process process, Path sources, Path output, ServerAddress address) {
        this.process = process;
        this.sources = sources;
        this.output = output;
        this.address = address;
    }

    /** Starts it below {@code folder} and waits until it watches the sources. */
    public static DevModeProcess start(Path folder) throws IOException, InterruptedException {
        Path sources = copySources(folder.resolve("tree"));
        Path output = folder.resolve("terminal.txt");
        Path data = Files.createDirectories(folder.resolve("data"));
        int port = Ports.free();
        var command = List.of(
                sources.resolve("codeagent").toString(),
                "dev",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString());
        var builder = new ProcessBuilder(command)
                .directory(sources.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("CODEAGENT_BUILD", "never");
        builder.environment()
                .put(
                        "CODEAGENT_SECURITY_CREDENTIALS",
                        data.resolve("credentials.db").toString());
        builder.environment().put("CODEAGENT_SANDBOX_ALLOWPLAIN", "true");
        Process process = builder.start();
        ChildProcesses.destroyOnExit(process);
        var devMode = new DevModeProcess(process, sources, output, new ServerAddress(port, data));
        devMode.awaitInOutput("watching the sources", 1);
        return devMode;
    }

    public Path sources() {
        return sources;
    }

    public ServerAddress address() {
        return address;
    }

    /** Returns how often the text is in the output. */
    public int countInOutput(String text) throws IOException {
        return Files.readString(output).split(Pattern.quote(text), -1).length - 1;
    }

    /** Waits until the output contains the text {@code times} times. */
    public void awaitInOutput(String text, int times) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (countInOutput(text) < times) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("codeagent dev did not print '" + text + "' within " + TIMEOUT.toSeconds()
                        + " s; its output:\n" + Files.readString(output));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** Returns the CPU time of the client with its compiler, and of the server. */
    public Duration cpuTime() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        all.forEach(ProcessHandle::destroyForcibly); // Only needed if the client did not stop its server.
    }

    private static Path copySources(Path copy) throws IOException {
        Path root = BuildArtifacts.locate().projectRoot();
        for (Module module : ModuleGraph.read(root).modules()) {
            Path from = root.resolve(module.path());
            Path to = Files.createDirectories(copy.resolve(module.path()));
            Files.copy(from.resolve("pom.xml"), to.resolve("pom.xml"));
            if (Files.isDirectory(from.resolve("src/main"))
                    && !NOT_IN_SERVER.matcher(module.path()).lookingAt()) {
                copy(from.resolve("src/main"), to.resolve("src/main"), Files::copy);
            }
        }
        Files.createSymbolicLink(copy.resolve("clients/cli/target"), root.resolve("clients/cli/target"));
        // Not a symbolic link: the server starts in its own installation only, which is where its jar really is.
        copy(root.resolve("ear/micro/target"), copy.resolve("ear/micro/target"), DevModeProcess::link);
        Files.copy(root.resolve("codeagent"), copy.resolve("codeagent"));
        return copy;
    }

    /** Copies a file. */
    private interface FileCopier {
        void copy(Path source, Path target) throws IOException;
    }

    private static void copy(Path from, Path to, FileCopier copier) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (Files.isDirectory(source)) {
                    Files.createDirectories(target);
                } else {
                    copier.copy(source, target);
                }
            }
        }
    }

    /** A hard link, which needs no space; a copy if the directories are on different file systems. */
    private static void link(Path source, Path target) throws IOException {
        try {
            Files.createLink(target, source.toRealPath());
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(source, target);
        }
    }
}
