package dev.codeagent.api.wire;

import dev.codeagent.api.command.CommandSyntax;
import dev.codeagent.api.command.FileMention;
import dev.codeagent.api.error.AgentException;
import jakarta.json.JsonObject;
import java.util.List;

/**
 * A line that a user typed, as the server understands it.
 *
 * @param payload the payload of the command that has the same meaning; empty if the line is not valid
 * @param mentions the files and folders that the prompt mentions; their positions are those in the prompt
 * @param problem what is wrong with the line; empty if it is valid
 * @param suggestions commands whose names resemble that of the line, the nearest first
 */
public record ParsedLine(JsonObject payload, List<FileMention> mentions, String problem, List<String> suggestions) {
    public static ParsedLine of(String line) {
        try {
            JsonObject payload = CommandLineCodec.toPayload(line, JsonObject.EMPTY_JSON_OBJECT);
            String command = payload.getString("command");
            boolean known = CommandSyntax.find(command).isPresent();
            return new ParsedLine(
                    payload,
                    FileMention.findAll(payload.getString("prompt", "")),
                    "",
                    known ? List.of() : CommandSyntax.nearest(command));
        } catch (AgentException e) {
            String word = line.strip().split("\\s", 2)[0];
            return new ParsedLine(JsonObject.EMPTY_JSON_OBJECT, List.of(), e.getMessage(), CommandSyntax.nearest(word));
        }
    }
}
