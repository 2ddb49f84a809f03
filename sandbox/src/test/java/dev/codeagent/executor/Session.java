package dev.codeagent.executor;

import dev.codeagent.executor.undo.Undo;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An executor over a workspace, spoken to as the server does: MCP messages in, MCP messages out. */
record Session(Path workspace, Path results, List<TestRunner> runners) {

    static Session in(Path folder) throws IOException {
        return new Session(
                Files.createDirectories(folder.resolve("workspace")),
                Files.createDirectories(folder.resolve("results")),
                List.of());
    }

    Session with(TestRunner runner) {
        return new Session(workspace, results, List.of(runner));
    }

    /** The answers to the lines, each a JSON-RPC message. */
    List<JsonObject> say(String... lines) {
        var out = new ByteArrayOutputStream();
        try {
            var root = Workspace.of(workspace);
            var commands = new Commands(root.root());
            var undo = new Undo(root.root(), results.resolve("undo"), new TrackedFolders(commands, "HEAD"));
            var calls = new CallStore(results, new UndoWitness(undo));
            var tools = new Tools(
                    root,
                    new FileTools(root),
                    new CommandTools(commands, Duration.ofSeconds(60)),
                    new GitTools(root, commands, "HEAD", Files.createDirectories(results.resolve("scratch"))),
                    runners,
                    calls,
                    new UndoTools(undo, calls));
            new McpServer(tools, commands, new PrintStream(out, true, StandardCharsets.UTF_8))
                    .serve(new StringReader(String.join("\n", lines) + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8).lines().map(Session::json).toList();
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** The result of one call with the id. */
    JsonObject call(String id, String tool, JsonObject arguments) {
        String message = Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", 1)
                .add("method", "tools/call")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("name", tool)
                                .add("arguments", arguments)
                                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/callId", id)))
                .build()
                .toString();
        return say(message).getFirst().getJsonObject("result");
    }

    JsonObject call(String tool, String... namesAndValues) {
        return call("call-" + System.nanoTime(), tool, arguments(namesAndValues));
    }

    static JsonObject arguments(String... namesAndValues) {
        var arguments = Json.createObjectBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return arguments.build();
    }

    /** What the model reads. */
    String text(String tool, String... namesAndValues) {
        return text(call(tool, namesAndValues));
    }

    static String text(JsonObject result) {
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }

    static boolean failed(JsonObject result) {
        return result.getOrDefault("isError", JsonValue.FALSE).equals(JsonValue.TRUE);
    }
}
