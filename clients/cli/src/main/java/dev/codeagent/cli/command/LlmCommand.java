package dev.codeagent.cli.command;

import dev.codeagent.cli.outcome.ExitCode;
import dev.codeagent.cli.server.Installation;
import java.util.ArrayList;
import java.util.List;

/** llm: the gateway of models in containers, in the foreground. */
final class LlmCommand {
    private static final String PROGRAM = "dev.codeagent.llm.boundary.LlmMain";

    private final Desk desk;

    LlmCommand(Desk desk) {
        this.desk = desk;
    }

    ExitCode run() {
        var command = new ArrayList<>(List.of(
                Installation.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                desk.installation().llmClassPath(),
                PROGRAM));
        desk.config().ifPresent(file -> command.addAll(List.of("--config", file.toString())));
        desk.invocation().flag("host").ifPresent(host -> command.addAll(List.of("--host", host)));
        desk.options().port().ifPresent(port -> command.addAll(List.of("--port", String.valueOf(port))));
        return Foreground.run("the gateway of models", command);
    }
}
