package dev.codeagent.providers.openai;

import dev.codeagent.providers.wire.JsonFields;
import dev.codeagent.providers.wire.ResponseBuilder;
import dev.codeagent.providers.wire.ToolCallBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the tool calls of chat completions, whose pieces some servers number wrongly or not at all. */
final class ChatCallReader {
    /** Between the number of a call and that of another one with the same number. */
    private static final String NEXT = "/";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

    private final ResponseBuilder response;
    private final ChatReplay.Recorder replay;
    private String lastCallKey = "";

    ChatCallReader(ResponseBuilder response, ChatReplay.Recorder replay) {
        this.response = response;
        this.replay = replay;
    }

    void read(JsonObject delta, int position) {
        String id = JsonFields.string(delta, "id");
        // Some servers put the fields of the function into the call itself.
        JsonObject function = delta.get("function") instanceof JsonObject inner ? inner : delta;
        String name = nameIn(function);
        String arguments = JsonFields.textOf(function.get("arguments"));
        String previousName = nameOf(lastCallKey);
        lastCallKey = callKey(delta, id, name, position, arguments);
        ToolCallBuilder call = response.toolCall(lastCallKey);
        if (call.id().isEmpty()) {
            call.withId(id);
        }
        if (!name.equals(call.name())) {
            call.withName(call.name() + name);
        } else if (call.name().isEmpty() && lastCallKey.contains(NEXT)) {
            call.withName(previousName);
        }
        replay.call(lastCallKey, delta);
        call.appendArguments(arguments);
    }

    /** Some gateways write a missing name as the word null. */
    private static String nameIn(JsonObject function) {
        String name = JsonFields.string(function, "name");
        return name.equals("null") ? "" : name;
    }

    /** A number, also one in quotation marks; empty if it is none. */
    private static String numberOf(@Nullable JsonValue index) {
        String text = JsonFields.textOf(index);
        return NUMBER.matcher(text).matches() ? text : "";
    }

    private String nameOf(String key) {
        @Nullable ToolCallBuilder call = response.toolCalls().get(key);
        return call == null ? "" : call.name();
    }

    /** Most servers number the calls. Some send no number, others the same number for each call. */
    private String callKey(JsonObject delta, String id, String name, int position, String arguments) {
        String index = numberOf(delta.get("index"));
        String number = !index.isEmpty()
                ? index
                : id.isEmpty() && !lastCallKey.isEmpty() && name.isEmpty()
                        ? lastCallKey
                        : keyOfUnnumbered(id, position);
        String key = lastCallKey.startsWith(number + NEXT) ? lastCallKey : number;
        @Nullable ToolCallBuilder existing = response.toolCalls().get(key);
        return existing != null && startsAnother(existing, id, name, arguments)
                ? number + NEXT + response.toolCalls().size()
                : key;
    }

    /** A new id, or an object after complete arguments; some servers send those twice, or an empty object first. */
    private static boolean startsAnother(ToolCallBuilder existing, String id, String name, String arguments) {
        boolean hasNewId =
                !id.isEmpty() && !existing.id().isEmpty() && !existing.id().equals(id);
        if (hasNewId && !name.isEmpty()) {
            return true;
        }
        boolean mayBeSame = name.isEmpty() || name.equals(existing.name());
        boolean isRepeated = mayBeSame && !hasNewId && existing.isFollowedBy(arguments);
        return (!name.isEmpty() || arguments.stripLeading().startsWith("{"))
                && !isRepeated
                && existing.hasCompleteArguments()
                && !(arguments.isBlank() && mayBeSame);
    }

    private String keyOfUnnumbered(String id, int position) {
        if (id.isEmpty()) {
            return "position-" + Math.max(position, response.toolCalls().size() - 1);
        }
        return response.toolCalls().entrySet().stream()
                .filter(e -> e.getValue().id().equals(id))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("id-" + id);
    }
}
