package dev.codeagent.client.stream;

import dev.codeagent.client.api.NewRun;
import jakarta.json.JsonObject;

/**
 * A command for the gateway that starts a run.
 *
 * @param session in which its run can be found after a lost answer; empty if the server chooses it
 */
public record StartCommand(JsonObject payload, String session) {

    public static StartCommand of(NewRun run) {
        return new StartCommand(GatewayCommands.start(run), run.sessionId().orElse(""));
    }
}
