package dev.codeagent.cli.server;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The scripted model server as a child process; it stops when the client stops. */
public final class FakeModelProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://[^\\s\"]+");

    private final Process process;
    private final URI address;
    private final Thread shutdownHook;

    private FakeModelProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
        this.shutdownHook = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /** The command line of the scripted model server. */
    public static List<String> command(Installation installation, Path script, int port) {
        return command(List.of(Installation.javaExecutable()), installation, script, port);
    }

    private static List<String> command(List<String> java, Installation installation, Path script, int port) {
        var command = new ArrayList<>(java);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                installation.fakeModelJar().toString(),
                "--script",
                script.toString(),
                "--port",
                String.valueOf(port)));
        return command;
    }

    /** Starts it on a free port. Its first line of output is its address, or the error in the script. */
    public static FakeModelProcess start(Installation installation, Path script) {
        try {
            Process process = new ProcessBuilder(command(DetachedCommand.javaCommand(), installation, script, 0))
                    .redirectErrorStream(true)
                    .start();
            var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String first = String.valueOf(output.readLine());
            Matcher address = ADDRESS.matcher(first);
            if (!address.find()) {
                throw startFailure(process, first, output);
            }
            drain(output);
            return new FakeModelProcess(process, URI.create(address.group()));
        } catch (IOException e) {
            throw new CliException(ExitCode.SERVER, "cannot start the scripted model: " + e.getMessage(), e);
        }
    }

    /** The base URL as providers define it: including the version. */
    public String baseUrl() {
        String url = address.toString().replaceFirst("/+$", "");
        return url.endsWith("/v1") ? url : url + "/v1";
    }

    @Override
    public void close() {
        process.destroy();
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
    }

    private static CliException startFailure(Process process, String first, BufferedReader output) throws IOException {
        String rest = output.lines().limit(20).collect(Collectors.joining("\n"));
        process.destroy();
        String message = (first + "\n" + rest).strip();
        return new CliException(ExitCode.RUN_FAILED, "the scripted model did not start: " + message);
    }

    /** Discards the rest of the output, because a full pipe would block the child. */
    private static void drain(BufferedReader output) {
        Thread.ofVirtual().start(() -> {
            try {
                while (output.readLine() != null) {
                    continue;
                }
            } catch (IOException | UncheckedIOException e) {
                return;
            }
        });
    }
}
