package dev.codeagent.executor.mcp;

import jakarta.json.Json;
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
import java.util.function.Supplier;

/**
 * MCP server over stdio (revision 2025-11-25): one JSON-RPC message per line. Calls run one after the other on a
 * separate thread, so that pings, status requests and cancellations are handled meanwhile.
 *
 * <p>Another client may take over the pipe and send {@code initialize} again: responses to requests of the previous
 * client are then dropped, because both clients number their requests from 1.
 */
public final class McpServer {
    private static final String PROTOCOL_VERSION = "2025-11-25";
    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INTERNAL_ERROR = -32603;
    private static final int REQUEST_REJECTED = -32000;

    private final RequestHandler handler;
    private final PrintStream out;
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private String runningRequest = "";
    private volatile int session;

    public McpServer(RequestHandler handler, PrintStream out) {
        this.handler = handler;
        this.out = out;
    }

    /** Serves until the input ends, then waits for the running call. */
    public void serve(Reader in) throws IOException {
        var lineReader = new BoundedLineReader(in);
        for (Optional<BoundedLineReader.Line> line = lineReader.readLine();
                line.isPresent();
                line = lineReader.readLine()) {
            if (line.get().tooLong()) {
                var request = new Request(session, JsonValue.NULL);
                sendError(
                        request,
                        PARSE_ERROR,
                        "a line has more than " + BoundedLineReader.MAX_CHARS + " characters; it was dropped");
            } else if (!line.get().text().isBlank()) {
                handleLine(line.get().text());
            }
        }
        worker.close();
    }

    /** The client and the request that a response belongs to. */
    private record Request(int session, JsonValue id) {}

    private void handleLine(String line) {
        JsonObject message;
        try (var json = Json.createReader(new StringReader(line))) {
            message = json.readObject();
        } catch (RuntimeException e) {
            // The parser throws other exceptions than JsonException for numbers and nesting that it does not accept.
            sendError(new Request(session, JsonValue.NULL), PARSE_ERROR, "not a JSON object: " + e.getMessage());
            return;
        }
        JsonValue id = message.getOrDefault("id", JsonValue.NULL);
        if (!(message.get("method") instanceof JsonString method)) {
            sendError(new Request(session, id), INVALID_REQUEST, "'method' must be a string");
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
            case "initialize" -> sendResult(request, initializeResult());
            case "ping" -> sendResult(request, JsonValue.EMPTY_JSON_OBJECT);
            case "tools/list" -> sendResult(request, handler.listTools());
            case "tools/call" -> callTool(request, params);
            case "notifications/cancelled" -> cancelCall(request, params.getOrDefault("requestId", JsonValue.NULL));
            case "notifications/initialized" -> {}
            default -> dispatchExtension(request, method, params);
        }
    }

    private void dispatchExtension(Request request, String method, JsonObject params) {
        if (handler.supports(method)) {
            worker.execute(() -> respond(request, () -> handler.handle(method, params)));
        } else if (request.id() != JsonValue.NULL) {
            sendError(request, METHOD_NOT_FOUND, "unknown method '" + method + "'");
        }
    }

    private static JsonObject initializeResult() {
        return Json.createObjectBuilder()
                .add("protocolVersion", PROTOCOL_VERSION)
                .add("capabilities", Json.createObjectBuilder().add("tools", JsonValue.EMPTY_JSON_OBJECT))
                .add(
                        "serverInfo",
                        Json.createObjectBuilder()
                                .add("name", "codeagent-executor")
                                .add("version", "1"))
                .build();
    }

    private void callTool(Request request, JsonObject params) {
        if (!(params.get("name") instanceof JsonString name)) {
            sendError(request, INVALID_REQUEST, "'params.name' must be a string");
            return;
        }
        JsonObject arguments = params.get("arguments") instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
        JsonObject meta = params.get("_meta") instanceof JsonObject o ? o : JsonValue.EMPTY_JSON_OBJECT;
        String callId = meta.getString("dev.codeagent/callId", "");
        JsonValue token = meta.getOrDefault("progressToken", JsonValue.NULL);
        var progress =
                new ProgressNotifier(token, message -> sendNotification(request, "notifications/progress", message));
        Supplier<JsonObject> action = () -> handler.callTool(name.getString(), arguments, callId, progress);
        if (handler.isConcurrent(name.getString())) {
            respond(request, action);
            return;
        }
        worker.execute(() -> {
            setRunningRequest(request.toString());
            respond(request, action);
            setRunningRequest("");
        });
    }

    private void respond(Request request, Supplier<JsonObject> action) {
        try {
            sendResult(request, action.get());
        } catch (RequestHandler.RequestRejectedException e) {
            sendError(request, REQUEST_REJECTED, e.getMessage());
        } catch (RuntimeException | Error e) {
            // Includes errors such as OutOfMemoryError: the client must not wait forever.
            sendError(request, INTERNAL_ERROR, "the executor failed: " + e);
        }
    }

    /** Shares a lock with {@link #cancelCall}, so that no cancellation is lost or reaches another call. */
    private void setRunningRequest(String request) {
        synchronized (worker) {
            runningRequest = request;
            handler.resetCancellation();
        }
    }

    private void cancelCall(Request request, JsonValue id) {
        synchronized (worker) {
            if (new Request(request.session(), id).toString().equals(runningRequest)) {
                handler.cancelRunningCall();
            }
        }
    }

    private void sendResult(Request request, JsonObject result) {
        send(
                request,
                Json.createObjectBuilder()
                        .add("jsonrpc", "2.0")
                        .add("id", request.id())
                        .add("result", result)
                        .build());
    }

    private void sendError(Request request, int code, String message) {
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

    private void sendNotification(Request request, String method, JsonObject params) {
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
