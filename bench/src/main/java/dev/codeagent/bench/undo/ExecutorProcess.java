package dev.codeagent.bench.undo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** An executor process; messages go over its standard input and output, as from the server. */
final class ExecutorProcess implements AutoCloseable {
    private final Process process;
    private final Writer in;
    private final BufferedReader out;
    private int requests;

    /** @param bubblewrap whether it runs under bubblewrap, as an unprivileged user for whom file modes apply */
    ExecutorProcess(Path root, Path workspace, Path results, boolean bubblewrap) throws IOException {
        var command = new ArrayList<String>();
        if (bubblewrap) {
            String folder = Objects.requireNonNull(workspace.getParent()).toString();
            command.addAll(List.of(
                    ("bwrap --unshare-all --die-with-parent --new-session --uid 10001 --gid 10001 --cap-drop ALL"
                                    + " --ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --tmpfs /run")
                            .split(" ")));
            command.addAll(List.of("--ro-bind", root.toString(), root.toString(), "--bind", folder, folder));
        }
        command.addAll(List.of(
                root.resolve("executor/target/runtime/bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-jar",
                root.resolve("executor/target/executor/executor.jar").toString(),
                "--workspace",
                workspace.toString(),
                "--results",
                results.toString(),
                "--base",
                "HEAD"));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        results.resolveSibling("executor.err").toFile()))
                .start();
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    void send(String id, String tool, JsonObject arguments) throws IOException {
        JsonObject message = Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", ++requests)
                .add("method", "tools/call")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("name", tool)
                                .add("arguments", arguments)
                                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/callId", id)))
                .build();
        in.write(message + "\n");
        in.flush();
    }

    JsonObject call(String id, String tool, JsonObject arguments) throws IOException {
        send(id, tool, arguments);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the executor ended");
        }
        try (var reader = Json.createReader(new StringReader(line))) {
            JsonObject answer = reader.readObject();
            if (!answer.containsKey("result")) {
                throw new IOException("the executor answered " + answer.get("error"));
            }
            return answer.getJsonObject("result");
        }
    }

    /** Kills the process with SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        in.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
