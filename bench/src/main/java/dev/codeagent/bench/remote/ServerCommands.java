package dev.codeagent.bench.remote;

import dev.codeagent.api.security.LocalToken;
import dev.codeagent.bench.harness.BuildArtifacts;
import dev.codeagent.bench.harness.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command of a user in a folder: through the proxy with an upload, or directly on a server that reads the folder. */
record ServerCommands(Path directory, ServerProcess server, CuttingProxy proxy) {
    private static final Pattern RUN = Pattern.compile("\"run\":\"(run-[a-z0-9]+)\"");

    /** The id of the run, which has ended. */
    String startRun(Path root, boolean remote) throws IOException, InterruptedException {
        String output = call(root, remote, 1, "/code", "Change", "the", "files", "--provider", "scripted", "--json");
        Matcher matcher = RUN.matcher(output);
        if (!matcher.find()) {
            throw new IOException("the output of /code names no run: " + output);
        }
        return matcher.group(1);
    }

    String diff(Path root, String run, boolean remote) throws IOException, InterruptedException {
        return call(root, remote, 0, "diff", run);
    }

    void apply(Path root, String run, boolean remote) throws IOException, InterruptedException {
        call(root, remote, 0, "apply", run);
    }

    void undo(Path root, String run, boolean remote) throws IOException, InterruptedException {
        call(root, remote, 0, "undo", run);
    }

    /** @param maxExitCode 1 is the end of a run that was not tested */
    private String call(Path root, boolean remote, int maxExitCode, String... arguments)
            throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(BuildArtifacts.locate().launcherScript().toString()));
        command.addAll(List.of(arguments));
        int port = remote ? proxy.port() : server.port();
        command.addAll(List.of("--server", "http://127.0.0.1:" + port, "--upload", remote ? "always" : "never"));
        command.addAll(
                List.of("--token-file", LocalToken.file(server.dataDirectory()).toString()));
        Path log = directory.resolve("client.log");
        var builder = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment()
                .put(
                        "XDG_STATE_HOME",
                        Files.createDirectories(directory.resolve("state")).toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        int exitCode = process.waitFor();
        if (exitCode > maxExitCode) {
            throw new IOException(
                    String.join(" ", command) + " ended with exit code " + exitCode + "; see " + log + "\n" + output);
        }
        return output;
    }
}
