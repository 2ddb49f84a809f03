package dev.codeagent.api.command;

import dev.codeagent.api.digest.Sha256;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A command as a client sent it. Only digests are kept: an id has any length and characters, and the content may contain a
 * key of a model provider.
 *
 * @param name the name of the command, for example {@code /apply}
 * @param id the digest of the caller and the id that the client gave the command
 * @param content the digest of caller, id and content; the same command that is sent again has the same
 */
public record ReceivedCommand(String name, String id, String content) {
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
                array.stream().map(ReceivedCommand::canonical).collect(Collectors.joining(",", "[", "]"));
            default -> value.toString();
        };
    }
}
