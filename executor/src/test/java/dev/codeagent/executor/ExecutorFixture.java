package dev.codeagent.executor;

import dev.codeagent.executor.mcp.McpServer;
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
import java.util.Map;
import java.util.Optional;

/** Sends MCP messages to an executor on a workspace, as the server does, and returns the responses. */
record ExecutorFixture(Path workspace, Path results, long diskBytes, Map<String, String> leftOut) {

    static ExecutorFixture create(Path folder) throws IOException {
        return new ExecutorFixture(
                Files.createDirectories(folder.resolve("workspace")),
                Files.createDirectories(folder.resolve("results")),
                0,
                Map.of());
    }

    ExecutorFixture withLeftOut(String path, String reason) {
        return new ExecutorFixture(workspace, results, diskBytes, Map.of(path, reason));
    }

    ExecutorFixture withDiskQuota(long bytes) {
        return new ExecutorFixture(workspace, results, bytes, leftOut);
    }

    /** The responses to the lines, each a JSON-RPC message. */
    List<JsonObject> exchange(String... lines) {
        var out = new ByteArrayOutputStream();
        try (var handler = new WorkspaceRequestHandler("")) {
            handler.open(new WorkspaceConfig(
                    "",
                    "",
                    workspace,
                    results,
                    "HEAD",
                    Duration.ofSeconds(60),
                    false,
                    diskBytes,
                    Map.of(),
                    List.of(),
                    Optional.empty(),
                    leftOut,
                    Optional.empty(),
                    ""));
            new McpServer(handler, new PrintStream(out, true, StandardCharsets.UTF_8))
                    .serve(new StringReader(String.join("\n", lines) + "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(ExecutorFixture::parseJson)
                .toList();
    }

    static JsonObject parseJson(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }

    /** A {@code tools/call} request. */
    static JsonObject toolCallRequest(Object id, String callId, String tool, JsonObject arguments) {
        return Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", String.valueOf(id))
                .add("method", "tools/call")
                .add(
                        "params",
                        Json.createObjectBuilder()
                                .add("name", tool)
                                .add("arguments", arguments)
                                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/callId", callId)))
                .build();
    }

    /** Executes one call with the id and returns its result. */
    JsonObject call(String id, String tool, JsonObject arguments) {
        return exchange(toolCallRequest(1, id, tool, arguments).toString())
                .getFirst()
                .getJsonObject("result");
    }

    JsonObject call(String tool, Object... namesAndValues) {
        return call("call-" + System.nanoTime(), tool, arguments(namesAndValues));
    }

    static JsonObject arguments(Object... namesAndValues) {
        var arguments = Json.createObjectBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = (String) namesAndValues[i];
            switch (namesAndValues[i + 1]) {
                case String s -> arguments.add(name, s);
                case Integer n -> arguments.add(name, n);
                case Boolean b -> arguments.add(name, b);
                case JsonValue v -> arguments.add(name, v);
                default -> throw new IllegalArgumentException(name);
            }
        }
        return arguments.build();
    }

    /** The text of the result, as the model receives it. */
    String resultText(String tool, Object... namesAndValues) {
        return resultText(call(tool, namesAndValues));
    }

    static String resultText(JsonObject result) {
        return result.getJsonArray("content").getJsonObject(0).getString("text");
    }

    static boolean isError(JsonObject result) {
        return result.getOrDefault("isError", JsonValue.FALSE).equals(JsonValue.TRUE);
    }
}
