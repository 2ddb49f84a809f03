package dev.codeagent.cli.run;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Optional;

/**
 * What a user gives a run besides the prompt.
 *
 * @param followUp the earlier run on whose result the run works
 * @param attachments the ids of uploaded files
 */
public record RunInputs(Optional<String> followUp, List<String> attachments) {
    public static final RunInputs NONE = new RunInputs(Optional.empty(), List.of());

    public RunInputs {
        attachments = List.copyOf(attachments);
    }

    void addTo(JsonObjectBuilder payload) {
        followUp.ifPresent(
                run -> payload.add("followUp", Json.createObjectBuilder().add("run", run)));
        if (!attachments.isEmpty()) {
            payload.add("attachments", Json.createArrayBuilder(attachments));
        }
    }
}
