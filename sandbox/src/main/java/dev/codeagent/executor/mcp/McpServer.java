package dev.codeagent.executor.mcp;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The server side of MCP over stdio (revision 2025-11-25): one JSON-RPC message a line. Calls run one after the other on a
 * thread of their own, so that pings, questions and cancels are answered meanwhile.
 *
 * <p>Another client may take over the pipe and initialize anew: answers to what the one before it asked are not sent any
 * more, because both count their requests from 1.
 */
public final class McpServer {
    private static final String REVISION = "2025-11-25";
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int UNKNOWN_METHOD = -32601;
    private static final int INTERNAL = -32603;
    private static final int REFUSED = -32000;

    private final Desk desk;
    private final PrintStream out;
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private String runningRequest = "";
    private volatile int session;

    public McpServer(Desk desk, PrintStream out) {
        this.desk = desk;
        this.out = out;
    }

    /** Serves until the input ends, then lets the running call finish. */
    public void serve(Reader in) throws IOException {
        var lines = new Lines(in);
        for (Optional<Lines.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (line.get().tooLong()) {
                var request = new Request(session, JsonValue.NULL);
                error(request, PARSE_ERROR, "a line has more than " + Lines.MAX_CHARS + " characters; it was dropped");
            } else if (!line.get().text().isBlank()) {
                receive(line.get().text());
            }
        }
        worker.close();
    }

    /** What an answer belongs to. */
    private record Request(int session, JsonValue id) {}

    private void receive(String line) {
        JsonObject message;
        try (var json = Json.createReader(new StringReader(line))) {
            message = json.readObject();
        } catch (JsonException | IllegalStateException e) {
            error(new Request(session, JsonValue.NULL), PARSE_ERROR, "not a JSON object: " + e.getMessage());
            return;
        }
        JsonValue id = message.getOrDefault("id", JsonValue.NULL);
        if (!(message.get("method") instanceof JsonString method)) {
            error(new Request(session, id), INVALID_REQUEST, "'method' must be a string");
            return;
        }
        if (method.getString().equals("initialize")) {
            session++;
        }
        JsonObject params = message.get("params") instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
        dispatch(new Request(session, id), method.getString(), params);
    }

    private void dispatch(Request request, String method, JsonObject params) {
        switch (method) {
            case "initialize" -> reply(request, initialized());
            case "ping" -> reply(request, JsonValue.EMPTY_JSON_OBJECT);
            case "tools/list" -> reply(request, desk.tools());
            case "tools/call" -> call(request, params);
            case "notifications/cancelled" -> cancel(request, params.getOrDefault("requestId", JsonValue.NULL));
            case "notifications/initialized" -> {}
            default -> other(request, method, params);
        }
    }

    private void other(Request request, String method, JsonObject params) {
        if (desk.knows(method)) {
            worker.execute(() -> answer(request, () -> desk.request(method, params)));
        } else if (request.id() != JsonValue.NULL) {
            error(request, UNKNOWN_METHOD, "unknown method '" + method + "'");
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

    private void call(Request request, JsonObject params) {
        if (!(params.get("name") instanceof JsonString name)) {
            error(request, INVALID_REQUEST, "'params.name' must be a string");
            return;
        }
        JsonObject arguments = params.get("arguments") instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
        JsonObject meta = params.get("_meta") instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
        String callId = meta.getString("dev.codeagent/callId", "");
        JsonValue token = meta.getOrDefault("progressToken", JsonValue.NULL);
        var progress = new Progress(token, message -> notify(request, "notifications/progress", message));
        Work work = () -> desk.call(name.getString(), arguments, callId, progress);
        if (desk.beside(name.getString())) {
            answer(request, work);
            return;
        }
        worker.execute(() -> {
            begin(request.toString());
            answer(request, work);
            begin("");
        });
    }

    private interface Work {
        JsonObject make();
    }

    private void answer(Request request, Work work) {
        try {
            reply(request, work.make());
        } catch (Desk.Refusal e) {
            error(request, REFUSED, e.getMessage());
        } catch (RuntimeException e) {
            error(request, INTERNAL, "the executor failed: " + e);
        }
    }

    /** Under one lock with {@link #cancel}, so that no cancel is lost or meets another call. */
    private void begin(String request) {
        synchronized (worker) {
            runningRequest = request;
            desk.ready();
        }
    }

    private void cancel(Request request, JsonValue id) {
        synchronized (worker) {
            if (new Request(request.session(), id).toString().equals(runningRequest)) {
                desk.cancel();
            }
        }
    }

    private void reply(Request request, JsonObject result) {
        send(
                request,
                Json.createObjectBuilder()
                        .add("jsonrpc", "2.0")
                        .add("id", request.id())
                        .add("result", result)
                        .build());
    }

    private void error(Request request, int code, String message) {
        send(
                request,
                Json.createObjectBuilder()
                        .add("jsonrpc", "2.0")
                        .add("id", request.id())
                        .add(
                                "error",
                                Json.createObjectBuilder().add("code", code).add("message", message))
                        .build());
    }

    private void notify(Request request, String method, JsonObject params) {
        send(
                request,
                Json.createObjectBuilder()
                        .add("jsonrpc", "2.0")
                        .add("method", method)
                        .add("params", params)
                        .build());
    }

    private synchronized void send(Request request, JsonObject message) {
        if (request.session() == session) {
            out.print(message);
            out.print('\n');
            out.flush();
        }
    }
}
