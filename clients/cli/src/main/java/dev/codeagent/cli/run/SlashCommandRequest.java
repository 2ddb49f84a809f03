package dev.codeagent.cli.run;

import dev.codeagent.client.stream.StartCommand;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A slash command for the server. It always names the session, so the run can be found after a lost answer.
 *
 * @param project a folder of the project; not sent if there is a {@code projectId}
 * @param here whether only this folder of the repository is the project
 * @param projectId of a project without a folder on the server's machine
 * @param folder where the user is in an uploaded project; empty for its root
 */
public record SlashCommandRequest(
        String command,
        String prompt,
        Path project,
        boolean here,
        String session,
        Optional<String> provider,
        boolean headless,
        boolean withoutTests,
        Optional<String> projectId,
        String folder,
        RunInputs inputs) {

    /** A command whose run may ask for approvals. */
    public SlashCommandRequest(String command, String prompt, Path project, String session, Optional<String> provider) {
        this(command, prompt, project, false, session, provider, false, false, Optional.empty(), "", RunInputs.NONE);
    }

    public StartCommand toStartCommand() {
        return new StartCommand(payload(), session);
    }

    JsonObject payload() {
        JsonObjectBuilder directory = Json.createObjectBuilder();
        projectId.ifPresentOrElse(
                id -> directory.add("projectId", id), () -> directory.add("path", project.toString()));
        if (!folder.isEmpty()) {
            directory.add("subdirectory", folder);
        } else if (here) {
            directory.add("subdirectory", ".");
        }
        JsonObjectBuilder payload = Json.createObjectBuilder()
                .add("command", command)
                .add("args", Json.createArrayBuilder())
                .add("prompt", prompt)
                .add("context", directory.add("sessionId", session));
        provider.ifPresent(p -> payload.add("provider", p));
        if (headless) {
            payload.add("headless", true);
        }
        if (withoutTests) {
            payload.add("withoutTests", true);
        }
        inputs.addTo(payload);
        return payload.build();
    }
}
