package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.Installation;
import java.util.ArrayList;
import java.util.List;

/** Implements {@code llm}: runs the gateway of models in containers in the foreground. */
final class LlmCommand {
    private static final String MAIN_CLASS = "dev.codeagent.modelgateway.ModelGatewayMain";

    private final CommandContext context;

    LlmCommand(CommandContext context) {
        this.context = context;
    }

    ExitCode run() {
        var command = new ArrayList<>(List.of(
                Installation.javaExecutable(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                context.installation().modelGatewayClassPath(),
                MAIN_CLASS,
                "--config",
                context.configFile()
                        .orElse(context.installation().root().resolve("config/llm.json"))
                        .toString()));
        context.invocation().option("host").ifPresent(host -> command.addAll(List.of("--host", host)));
        context.options().port().ifPresent(port -> command.addAll(List.of("--port", String.valueOf(port))));
        return ForegroundProcess.run(
                "the model gateway", command, context.installation().root());
    }
}
