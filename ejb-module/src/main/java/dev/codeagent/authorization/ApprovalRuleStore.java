package dev.codeagent.authorization;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.wire.EnvelopeCodec;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * Stores approval decisions that are permanent rules: tool calls that a user always allows or always denies in a
 * project. The file is in the data directory, not in the user's repository. To revoke a rule, delete it from the file.
 */
public final class ApprovalRuleStore {
    private final Path dataDirectory;

    public ApprovalRuleStore(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    /** Whether the call is always allowed (true) or always denied (false); empty if there is no rule. */
    public synchronized Optional<Boolean> find(ProjectId project, String tool, String arguments) {
        String digest = ToolCallDigest.forProject(project, tool, arguments);
        return rules(project).getValuesAs(JsonObject.class).stream()
                .filter(rule -> rule.getString("digest", "").equals(digest))
                .reduce((a, b) -> b)
                .map(rule -> rule.getString("outcome", "").equals("allow"));
    }

    /**
     * Adds a rule; the last rule for a call is effective.
     *
     * @throws AgentException STORAGE_FAILED if it cannot be written
     */
    public synchronized void add(ProjectId project, String tool, String arguments, boolean allowed, String decidedBy) {
        JsonArrayBuilder rules = Json.createArrayBuilder(rules(project));
        rules.add(Json.createObjectBuilder()
                .add("outcome", allowed ? "allow" : "deny")
                .add("tool", tool)
                .add("arguments", arguments)
                .add("digest", ToolCallDigest.forProject(project, tool, arguments))
                .add("by", decidedBy)
                .add("at", Instant.now().toString()));
        Path file = file(project);
        try {
            Files.createDirectories(file.getParent());
            Path partial = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(
                    partial, Json.createObjectBuilder().add("rules", rules).build() + "\n");
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "the rule cannot be stored in " + file + ": " + e.getMessage(), e);
        }
    }

    private JsonArray rules(ProjectId project) {
        Path file = file(project);
        try {
            return Files.exists(file)
                    ? Optional.ofNullable(
                                    EnvelopeCodec.parse(Files.readString(file)).getJsonArray("rules"))
                            .orElseThrow(() -> new IOException("'rules' is missing"))
                    : JsonArray.EMPTY_JSON_ARRAY;
        } catch (IOException | AgentException | ClassCastException e) {
            throw new AgentException(
                    ErrorCode.CONFIGURATION,
                    "the approval rules in " + file + " cannot be read (" + e.getMessage()
                            + "); fix the file or delete it",
                    e);
        }
    }

    private Path file(ProjectId project) {
        return dataDirectory.resolve("projects").resolve(project.value()).resolve("policy-answers.json");
    }
}
