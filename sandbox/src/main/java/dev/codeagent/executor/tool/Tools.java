package dev.codeagent.executor.tool;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** All tools by name, and the rule that a changing call with a known id is answered from memory. */
public final class Tools {
    /** Tells of another call, so it is answered beside it. */
    public static final String STATUS = "call_status";

    private final Map<String, Tool> tools;
    private final CallStore calls;

    public Tools(Map<String, Tool> tools, CallStore calls) {
        this.tools = Map.copyOf(tools);
        this.calls = calls;
    }

    /** Makes the call and gives the shape of MCP's {@code tools/call} result. */
    public JsonObject call(String name, Call call) {
        if (name.equals(STATUS)) {
            return answer(() -> status(call.arguments().text("id")));
        }
        try {
            return make(name, call);
        } catch (ToolError e) {
            return Result.error(e.getMessage()).json();
        }
    }

    private JsonObject make(String name, Call call) {
        return switch (tools.get(name)) {
            case null -> Result.error("no tool '" + name + "'").json();
            case Tool.Reading reading -> answer(() -> reading.work().apply(call));
            case Tool.Once once -> settled(call, once, () -> once(name, call, once));
            case Tool.Telling telling -> settled(call, telling, () -> telling(name, call, telling));
        };
    }

    private static JsonObject answer(Supplier<Result> work) {
        try {
            return work.get().json();
        } catch (ToolError e) {
            return Result.error(e.getMessage()).json();
        } catch (UncheckedIOException e) {
            return Result.error("cannot do that: " + e.getMessage()).json();
        }
    }

    private Result status(String id) {
        CallStore.State state = calls.state(id);
        Tool tool =
                calls.marker(id).map(m -> tools.get(m.getString("tool", ""))).orElse(new Tool.Once(c -> Result.of("")));
        CallStore.State now = state == CallStore.State.UNKNOWN ? afterwards(id, tool) : state;
        var fields = Json.createObjectBuilder().add("state", now.name().toLowerCase(Locale.ROOT));
        calls.result(id).ifPresent(r -> fields.add("result", r));
        return new Result(now.name(), fields.build(), false);
    }

    /** Answers a call that was made before; one that never was is made now. */
    private JsonObject settled(Call call, Tool tool, Supplier<JsonObject> make) {
        if (call.id().isEmpty()) {
            throw new ToolError("a call that changes something needs _meta[\"dev.codeagent/callId\"]");
        }
        CallStore.State state = calls.state(call.id());
        return switch (state == CallStore.State.UNKNOWN ? afterwards(call.id(), tool) : state) {
            case FINISHED -> replayed(calls.result(call.id()).orElseThrow());
            case RUNNING -> Result.error("call " + call.id() + " runs already").json();
            case UNKNOWN -> unknown();
            case NEVER -> make.get();
        };
    }

    private JsonObject once(String name, Call call, Tool.Once tool) {
        calls.begin(call.id(), named(name, JsonValue.EMPTY_JSON_OBJECT));
        JsonObject result = answer(() -> tool.work().apply(call));
        calls.finish(call.id(), result);
        return result;
    }

    /** What is refused before it acts leaves no note, so that the id stays good for another try. */
    private JsonObject telling(String name, Call call, Tool.Telling tool) {
        return answer(() -> {
            Tool.Effect effect = tool.plan(call);
            calls.begin(call.id(), named(name, effect.note()));
            Result result;
            try {
                result = effect.act().get();
            } catch (ToolError e) {
                result = Result.error(e.getMessage());
            } catch (UncheckedIOException e) {
                result = Result.error("cannot do that: " + e.getMessage());
            }
            calls.finish(call.id(), result.json());
            return result;
        });
    }

    /** Where a call stands whose executor died: the workspace decides, if it can. */
    private CallStore.State afterwards(String id, Tool tool) {
        JsonObject note = calls.marker(id).orElseThrow();
        if (!(tool instanceof Tool.Telling telling)) {
            return CallStore.State.UNKNOWN;
        }
        try {
            Tool.After after = telling.after(note);
            if (after.state() == CallStore.State.FINISHED) {
                calls.finish(id, after.result().json());
            }
            return after.state();
        } catch (RuntimeException e) {
            return CallStore.State.UNKNOWN;
        }
    }

    private static JsonObject named(String tool, JsonObject note) {
        return Json.createObjectBuilder(note).add("tool", tool).build();
    }

    private static JsonObject replayed(JsonObject result) {
        return Json.createObjectBuilder(result)
                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/replayed", true))
                .build();
    }

    private static JsonObject unknown() {
        JsonObject result = Result.error(
                        "the call began before a crash and its outcome is not known; it was not made again."
                                + " Look at the workspace before you go on")
                .json();
        return Json.createObjectBuilder(result)
                .add("_meta", Json.createObjectBuilder().add("dev.codeagent/unknown", true))
                .build();
    }
}
