package dev.codeagent.executor;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The server side of MCP over stdio (revision 2025-11-25): one JSON-RPC message a line. Mutating calls run one after the
 * other on a thread of their own, so that pings, questions and cancels are answered meanwhile.
 */
final class McpServer {
    private static final String REVISION = "2025-11-25";
    private static final int MAX_LINE = 16 << 20;
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int UNKNOWN_METHOD = -32601;
    private static final int INTERNAL = -32603;

    private final Tools tools;
    private final Commands running;
    private final PrintStream out;
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private volatile String runningRequest = "";

    McpServer(Tools tools, Commands running, PrintStream out) {
        this.tools = tools;
        this.running = running;
        this.out = out;
    }

    /** Serves until the input ends, then lets the running call finish. */
    void serve(Reader in) throws IOException {
        var reader = new BufferedReader(in, 65536);
        for (String line = readLine(reader); line != null; line = readLine(reader)) {
            if (!line.isBlank()) {
                receive(line);
            }
        }
        worker.close();
    }

    private static String readLine(BufferedReader reader) throws IOException {
        var line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '\n') {
                return line.toString();
            }
            if (line.length() < MAX_LINE) {
                line.append((char) c);
            }
        }
        return line.isEmpty() ? null : line.toString();
    }

    private void receive(String line) {
        JsonObject message;
        try (var json = Json.createReader(new StringReader(line))) {
            message = json.readObject();
        } catch (JsonException | IllegalStateException e) {
            error(JsonValue.NULL, PARSE_ERROR, "not a JSON object: " + e.getMessage());
            return;
        }
        JsonValue id = message.getOrDefault("id", JsonValue.NULL);
        if (!(message.get("method") instanceof JsonString method)) {
            error(id, INVALID_REQUEST, "'method' must be a string");
            return;
        }
        JsonObject params = message.get("params") instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
        dispatch(id, method.getString(), params);
    }

    private void dispatch(JsonValue id, String method, JsonObject params) {
        switch (method) {
            case "initialize" -> reply(id, initialized());
            case "ping" -> reply(id, JsonValue.EMPTY_JSON_OBJECT);
            case "tools/list" -> reply(id, ToolList.json());
            case "tools/call" -> call(id, params);
            case "notifications/cancelled" -> cancel(params.getOrDefault("requestId", JsonValue.NULL));
            case "notifications/initialized" -> {}
            default -> {
                if (id != JsonValue.NULL) {
                    error(id, UNKNOWN_METHOD, "unknown method '" + method + "'");
                }
            }
        }
    }

    private static JsonObject initialized() {
        return Json.createObjectBuilder()
                .add("protocolVersion", REVISION)
                .add("capabilities", Json.createObjectBuilder().add("tools", JsonValue.EMPTY_JSON_OBJECT))
                .add(
                        "serverInfo",
                        Json.createObjectBuilder()
                                .add("name", "codeagent-executor")
                                .add("version", "1"))
                .build();
    }

    private void call(JsonValue id, JsonObject params) {
        if (!(params.get("name") instanceof JsonString name)) {
            error(id, INVALID_REQUEST, "'params.name' must be a string");
            return;
        }
        JsonObject arguments = params.get("arguments") instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
        String callId =
                params.get("_meta") instanceof JsonObject meta ? meta.getString("dev.codeagent/callId", "") : "";
        Runnable work = () -> answer(id, name.getString(), arguments, callId);
        if (name.getString().equals("call_status")) {
            work.run();
            return;
        }
        worker.execute(() -> {
            runningRequest = id.toString();
            work.run();
            runningRequest = "";
        });
    }

    private void answer(JsonValue id, String tool, JsonObject arguments, String callId) {
        try {
            reply(id, tools.call(tool, arguments, callId));
        } catch (ToolError e) {
            reply(id, Result.error(e.getMessage()).json());
        } catch (RuntimeException e) {
            error(id, INTERNAL, "the executor failed: " + e);
        }
    }

    private void cancel(JsonValue request) {
        if (request.toString().equals(runningRequest)) {
            running.cancel();
        }
    }

    private void reply(JsonValue id, JsonObject result) {
        send(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", id)
                .add("result", result)
                .build());
    }

    private void error(JsonValue id, int code, String message) {
        send(Json.createObjectBuilder()
                .add("jsonrpc", "2.0")
                .add("id", id)
                .add("error", Json.createObjectBuilder().add("code", code).add("message", message))
                .build());
    }

    private synchronized void send(JsonObject message) {
        out.print(message);
        out.print('\n');
        out.flush();
    }
}
