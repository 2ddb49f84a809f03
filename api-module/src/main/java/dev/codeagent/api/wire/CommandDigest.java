package dev.codeagent.api.wire;

import dev.codeagent.api.command.ReceivedCommand;
import dev.codeagent.api.digest.Sha256;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Computes the digests that identify a command. */
public final class CommandDigest {
    private CommandDigest() {}

    public static ReceivedCommand of(String caller, String id, String name, JsonObject content) {
        String scope = caller.length() + ":" + caller + id.length() + ":" + id;
        return new ReceivedCommand(name, Sha256.hexOf(scope), Sha256.hexOf(scope + canonical(content)));
    }

    /** The JSON text with sorted fields: a client that sends a stored command again may order them differently. */
    private static String canonical(JsonValue value) {
        return switch (value) {
            case JsonObject object ->
                new TreeMap<>(object)
                        .entrySet().stream()
                                .map(field ->
                                        field.getKey().length() + ":" + field.getKey() + canonical(field.getValue()))
                                .collect(Collectors.joining(",", "{", "}"));
            case JsonArray array ->
                array.stream().map(CommandDigest::canonical).collect(Collectors.joining(",", "[", "]"));
            default -> value.toString();
        };
    }
}
