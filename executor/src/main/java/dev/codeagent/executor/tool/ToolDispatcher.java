package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Executes calls by tool name. A mutating call with a known id gets the stored result. */
public final class ToolDispatcher {
    /** Reports the state of another call, so it is executed concurrently with that call. */
    public static final String CALL_STATUS = "call_status";

    private final Map<String, Tool> tools;
    private final IdempotencyStore idempotencyStore;

    public ToolDispatcher(Map<String, Tool> tools, IdempotencyStore idempotencyStore) {
        this.tools = Map.copyOf(tools);
        this.idempotencyStore = idempotencyStore;
    }

    /** Executes the call and returns an MCP {@code tools/call} result. */
    public JsonObject dispatch(String name, ToolCall call) {
        if (name.equals(CALL_STATUS)) {
            return toJsonResult(() -> callStatus(call.arguments().string("id")));
        }
        try {
            return execute(name, call);
        } catch (ToolExecutionException e) {
            return ToolResult.error(e.getMessage()).toJson();
        }
    }

    private JsonObject execute(String name, ToolCall call) {
        return switch (tools.get(name)) {
            case null -> ToolResult.error("no tool '" + name + "'").toJson();
            case Tool.ReadOnly readOnly -> toJsonResult(() -> readOnly.handler().apply(call));
            case Tool.AtMostOnce atMostOnce ->
                executeIdempotently(call, atMostOnce, () -> executeAtMostOnce(name, call, atMostOnce));
            case Tool.Resumable resumable ->
                executeIdempotently(call, resumable, () -> executeResumable(name, call, resumable));
            case Tool.Verifiable verifiable ->
                executeIdempotently(call, verifiable, () -> executeVerifiable(name, call, verifiable));
        };
    }

    private static JsonObject toJsonResult(Supplier<ToolResult> action) {
        try {
            return action.get().toJson();
        } catch (ToolExecutionException e) {
            return ToolResult.error(e.getMessage()).toJson();
        } catch (UncheckedIOException e) {
            return ToolResult.error("the operation failed: " + e.getMessage()).toJson();
        }
    }

    private ToolResult callStatus(String id) {
        IdempotencyStore.State state = idempotencyStore.state(id);
        Tool tool = idempotencyStore
                .marker(id)
                .map(m -> tools.get(m.getString("tool", "")))
                .orElse(new Tool.AtMostOnce(c -> ToolResult.of("")));
        IdempotencyStore.State currentState = state == IdempotencyStore.State.UNKNOWN ? recoverState(id, tool) : state;
        var fields = Json.createObjectBuilder().add("state", currentState.name().toLowerCase(Locale.ROOT));
        idempotencyStore.result(id).ifPresent(r -> fields.add("result", r));
        return new ToolResult(currentState.name(), fields.build(), false);
    }

    /** Returns the stored result of a call that was executed before; executes a new call. */
    private JsonObject executeIdempotently(ToolCall call, Tool tool, Supplier<JsonObject> action) {
        if (call.id().isEmpty()) {
            throw new ToolExecutionException("a call that changes something needs _meta[\"dev.codeagent/callId\"]");
        }
        IdempotencyStore.State state = idempotencyStore.state(call.id());
        return switch (state == IdempotencyStore.State.UNKNOWN ? recoverState(call.id(), tool) : state) {
            case FINISHED -> markReplayed(idempotencyStore.result(call.id()).orElseThrow());
            case RUNNING ->
                ToolResult.error("call " + call.id() + " is already running").toJson();
            case UNKNOWN -> unknownOutcome();
            case NEVER -> action.get();
        };
    }

    private JsonObject executeAtMostOnce(String name, ToolCall call, Tool.AtMostOnce tool) {
        idempotencyStore.begin(call.id(), withToolName(name, JsonValue.EMPTY_JSON_OBJECT));
        JsonObject result = toJsonResult(() -> tool.handler().apply(call));
        idempotencyStore.finish(call.id(), result);
        return result;
    }

    private JsonObject executeResumable(String name, ToolCall call, Tool.Resumable tool) {
        idempotencyStore.begin(call.id(), withToolName(name, JsonValue.EMPTY_JSON_OBJECT));
        try {
            JsonObject result = tool.handler().apply(call).toJson();
            idempotencyStore.finish(call.id(), result);
            return result;
        } finally {
            idempotencyStore.abandon(call.id());
        }
    }

    /** A call that is rejected before it changes something leaves no marker, so that its id can be used again. */
    private JsonObject executeVerifiable(String name, ToolCall call, Tool.Verifiable tool) {
        return toJsonResult(() -> {
            Tool.PlannedChange change = tool.plan(call);
            idempotencyStore.begin(call.id(), withToolName(name, change.marker()));
            ToolResult result;
            try {
                result = change.action().get();
            } catch (ToolExecutionException e) {
                result = ToolResult.error(e.getMessage());
            } catch (UncheckedIOException e) {
                result = ToolResult.error("the operation failed: " + e.getMessage());
            }
            idempotencyStore.finish(call.id(), result.toJson());
            return result;
        });
    }

    /** The state of a call whose executor was killed; the workspace decides if the tool can verify it. */
    private IdempotencyStore.State recoverState(String id, Tool tool) {
        JsonObject marker = idempotencyStore.marker(id).orElseThrow();
        if (tool instanceof Tool.Resumable) {
            return IdempotencyStore.State.NEVER;
        }
        if (!(tool instanceof Tool.Verifiable verifiable)) {
            return IdempotencyStore.State.UNKNOWN;
        }
        try {
            Tool.Verification verification = verifiable.verify(marker);
            if (verification.state() == IdempotencyStore.State.FINISHED) {
                idempotencyStore.finish(id, verification.result().toJson());
            }
            return verification.state();
        } catch (RuntimeException e) {
            return IdempotencyStore.State.UNKNOWN;
        }
    }

    private static JsonObject withToolName(String tool, JsonObject marker) {
        return Json.createObjectBuilder(marker).add("tool", tool).build();
    }

    private static JsonObject markReplayed(JsonObject result) {
        return Json.createObjectBuilder(result)
                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/replayed", true))
                .build();
    }

    private static JsonObject unknownOutcome() {
        JsonObject result = ToolResult.error(
                        "the call started before a crash and its outcome is not known; it was not repeated."
                                + " Inspect the workspace before you continue")
                .toJson();
        return Json.createObjectBuilder(result)
                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/unknown", true))
                .build();
    }
}
