package dev.codeagent.sandbox;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.TestReport;
import dev.codeagent.api.text.UnicodeText;
import dev.codeagent.api.tool.ToolCall;
import dev.codeagent.api.tool.ToolResult;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Client of an executor: Model Context Protocol, revision 2025-11-25, over stdio. */
public final class ExecutorClient implements Sandbox {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(16);
    private static final Duration TIMEOUT_MARGIN = Duration.ofMinutes(1);
    private static final int CHUNK_BYTES = 4 << 20;
    /** Far above what the executor sends: a model reads this text. */
    private static final int MAX_TEXT_CHARS = 100_000;

    private static final OutputListener NO_LISTENER = (call, text) -> {};

    private final JsonRpcClient rpc;
    private final Duration callTimeout;
    private volatile OutputListener listener = NO_LISTENER;
    private volatile String runningCall = "";

    private ExecutorClient(JsonRpcClient rpc, Duration callTimeout) {
        this.rpc = rpc;
        this.callTimeout = callTimeout;
        rpc.onProgress(this::handleOutput);
    }

    static ExecutorClient start(
            List<String> command, Map<String, String> environment, Path directory, LauncherSettings settings) {
        try {
            ProcessBuilder builder =
                    ProcessEnvironment.builder(command, environment).directory(directory.toFile());
            return attach(new ProcessTransport(builder.start()), settings);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED, "cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Initializes the session with an executor that may first have to wait for an older one that still works in its
     * workspace.
     */
    static ExecutorClient attach(ExecutorTransport transport, LauncherSettings settings) {
        return attach(transport, settings, START_TIMEOUT);
    }

    /**
     * Initializes the session with a running executor.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED if it does not answer in time
     */
    public static ExecutorClient attach(ExecutorTransport transport, LauncherSettings settings, Duration timeout) {
        var client = new ExecutorClient(
                new JsonRpcClient(transport, settings.threads()),
                settings.commandTimeout().plus(TIMEOUT_MARGIN));
        client.initialize(timeout);
        return client;
    }

    /**
     * Checks that the executor answers.
     *
     * @throws dev.codeagent.api.error.AgentException SANDBOX_FAILED or TOOL_TIMEOUT if it does not answer in time
     */
    public void ping(Duration timeout) {
        rpc.request("ping", JsonValue.EMPTY_JSON_OBJECT, timeout);
    }

    /** Makes an executor without a workspace execute the code of the first calls of a run, so that those are fast. */
    public void warmUp() {
        rpc.request("codeagent/warmUp", JsonValue.EMPTY_JSON_OBJECT, TIMEOUT_MARGIN);
    }

    /**
     * Assigns a workspace to an executor that started without one.
     *
     * @return whether the workspace already contains its files
     */
    public boolean openWorkspace(JsonObject workspace) {
        JsonObject opened = rpc.request("codeagent/open", workspace, START_TIMEOUT);
        return read("codeagent/open", () -> opened.getBoolean("imported"));
    }

    /** Checks out the commit of the git bundle in the open workspace. */
    public void importBundle(InputStream bundle, String commit) throws IOException {
        for (byte[] chunk = bundle.readNBytes(CHUNK_BYTES); ; ) {
            byte[] next = bundle.readNBytes(CHUNK_BYTES);
            rpc.request(
                    "codeagent/import",
                    Json.createObjectBuilder()
                            .add("data", Base64.getEncoder().encodeToString(chunk))
                            .add("last", next.length == 0)
                            .add("commit", commit)
                            .build(),
                    START_TIMEOUT);
            if (next.length == 0) {
                return;
            }
            chunk = next;
        }
    }

    private void initialize(Duration timeout) {
        try {
            // After a server restart, an executor holds the workspace until its current call ends, so this may take
            // long.
            rpc.request(
                    "initialize",
                    Json.createObjectBuilder()
                            .add("protocolVersion", "2025-11-25")
                            .add("capabilities", JsonValue.EMPTY_JSON_OBJECT)
                            .add(
                                    "clientInfo",
                                    Json.createObjectBuilder()
                                            .add("name", "codeagent")
                                            .add("version", "1"))
                            .build(),
                    timeout);
            rpc.sendNotification("notifications/initialized", JsonValue.EMPTY_JSON_OBJECT);
        } catch (AgentException e) {
            close();
            throw e;
        }
    }

    @Override
    public ToolResult call(ToolCall call) {
        return call(call, JsonRpcClient.MAX_ANSWER_CHARS);
    }

    private ToolResult call(ToolCall call, int maxAnswerChars) {
        runningCall = call.id();
        try {
            JsonObject result = rpc.request("tools/call", callParams(call), callTimeout, maxAnswerChars);
            return read(call.tool(), () -> toToolResult(result));
        } finally {
            runningCall = "";
        }
    }

    @Override
    public void listen(OutputListener outputListener) {
        listener = outputListener;
    }

    /** Passes output on only if it names the call that is being executed: a program in the sandbox could name another one. */
    private void handleOutput(String call, String text) {
        if (!call.isEmpty() && call.equals(runningCall)) {
            listener.onOutput(call, text);
        }
    }

    /** Reads an answer, which may have any form if a hostile program wrote it. */
    private static <T> T read(String subject, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new AgentException(
                    ErrorCode.SANDBOX_FAILED,
                    "the answer of the executor to " + subject + " does not have the expected fields",
                    e);
        }
    }

    @Override
    public TestReport runTests(String callId) {
        ToolResult result = call(new ToolCall(callId, "run_tests", JsonValue.EMPTY_JSON_OBJECT));
        if (result.outcome() == ToolResult.Outcome.UNKNOWN
                || !result.structured().containsKey("total")) {
            boolean failedBefore = result.outcome() == ToolResult.Outcome.ERROR;
            throw new AgentException(
                    failedBefore ? ErrorCode.PREPARE_FAILED : ErrorCode.SANDBOX_FAILED,
                    "the tests cannot be run: " + result.text());
        }
        return read("run_tests", () -> TestReportReader.read(result.structured()));
    }

    @Override
    public ProjectInfo projectInfo() {
        JsonObject info =
                requireOk(call(new ToolCall("", "project_info", JsonValue.EMPTY_JSON_OBJECT)), "the build files");
        return read(
                "project_info",
                () -> new ProjectInfo(
                        strings(info, "tools"),
                        strings(info, "missing"),
                        info.getBoolean("tests"),
                        info.getString("digest")));
    }

    @Override
    public List<String> prepare(String callId) {
        ToolResult result = call(new ToolCall(callId, "prepare", JsonValue.EMPTY_JSON_OBJECT));
        return result.structured().containsKey("problems")
                ? read("prepare", () -> strings(result.structured(), "problems"))
                : List.of(result.text());
    }

    /** A copy, because the list of the parser converts its values only when they are read. */
    private static List<String> strings(JsonObject object, String field) {
        return object.getJsonArray(field).stream()
                .map(value -> ((JsonString) value).getString())
                .toList();
    }

    private static JsonObject requireOk(ToolResult result, String subject) {
        if (result.outcome() != ToolResult.Outcome.OK) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, subject + " cannot be read: " + result.text());
        }
        return result.structured();
    }

    @Override
    public byte[] exportPatch() {
        ToolResult result =
                call(new ToolCall("", "workspace_export", JsonValue.EMPTY_JSON_OBJECT), JsonRpcClient.MAX_PATCH_CHARS);
        if (result.outcome() != ToolResult.Outcome.OK) {
            throw new AgentException(ErrorCode.SANDBOX_FAILED, "the patch cannot be created: " + result.text());
        }
        return read(
                "workspace_export",
                () -> Base64.getDecoder().decode(result.structured().getString("patch")));
    }

    @Override
    public List<LeftOutPath> listUnexported() {
        ToolResult result = call(new ToolCall("", "workspace_unexported", JsonValue.EMPTY_JSON_OBJECT));
        if (!result.structured().containsKey("paths")) { // An executor of an earlier version does not know the tool.
            throw new AgentException(ErrorCode.SANDBOX_FAILED, result.text());
        }
        return read(
                "workspace_unexported",
                () -> result.structured().getJsonArray("paths").getValuesAs(JsonObject.class).stream()
                        .map(p -> new LeftOutPath(p.getString("path"), p.getString("reason")))
                        .toList());
    }

    @Override
    public void close() {
        rpc.close();
    }

    private JsonObject callParams(ToolCall call) {
        var params = Json.createObjectBuilder().add("name", call.tool()).add("arguments", call.arguments());
        if (!call.id().isEmpty()) {
            var meta = Json.createObjectBuilder().add("dev.codeagent/callId", call.id());
            if (listener != NO_LISTENER) {
                meta.add("progressToken", call.id());
            }
            params.add("_meta", meta);
        }
        return params.build();
    }

    private static ToolResult toToolResult(JsonObject result) {
        JsonArray content = result.getJsonArray("content");
        String text = content.isEmpty() ? "" : content.getJsonObject(0).getString("text", "");
        JsonObject meta = result.containsKey("_meta") ? result.getJsonObject("_meta") : JsonValue.EMPTY_JSON_OBJECT;
        JsonObject structured = result.containsKey("structuredContent")
                ? result.getJsonObject("structuredContent")
                : JsonValue.EMPTY_JSON_OBJECT;
        ToolResult.Outcome outcome = meta.getBoolean("dev.codeagent/unknown", false)
                ? ToolResult.Outcome.UNKNOWN
                : result.getBoolean("isError", false) ? ToolResult.Outcome.ERROR : ToolResult.Outcome.OK;
        String shown = UnicodeText.prefix(text, MAX_TEXT_CHARS);
        return new ToolResult(outcome, shown.length() < text.length() ? shown + " … (cut)" : shown, structured);
    }
}
