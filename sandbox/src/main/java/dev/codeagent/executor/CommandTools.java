package dev.codeagent.executor;

import jakarta.json.Json;
import java.time.Duration;
import java.util.Map;

/** Runs a command of the model's. */
record CommandTools(Commands commands, Duration longest) {

    Result run(Arguments arguments) {
        String command = arguments.text("command");
        long seconds = Math.clamp(arguments.number("timeout", (int) longest.toSeconds()), 1, longest.toSeconds());
        var outcome = commands.run(Commands.shell(command), Map.of(), Duration.ofSeconds(seconds));
        var fields = Json.createObjectBuilder()
                .add("exitCode", outcome.exitCode())
                .add("durationMs", outcome.millis())
                .add("timedOut", outcome.timedOut())
                .add("cancelled", outcome.cancelled())
                .build();
        String end = outcome.timedOut()
                ? "(ended after " + seconds + " s: the time for it was up)"
                : outcome.cancelled() ? "(cancelled)" : "(exit code " + outcome.exitCode() + ")";
        return new Result(
                Result.bounded(outcome.output()).stripTrailing() + "\n" + end, fields, outcome.exitCode() != 0);
    }
}
