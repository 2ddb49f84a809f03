package dev.codeagent.cli.settings;

import dev.codeagent.cli.settings.CommandSpec.OptionSpec;
import java.util.List;

/** The commands about the server of this installation, and the programs that need no server. */
final class ServerCommandSpecs {
    static final List<CommandSpec> SERVER = List.of(
            CommandSpec.of(
                    "up",
                    "",
                    "start the server and wait until it is ready; open the portal on a desktop",
                    new OptionSpec("no-browser", "", "do not open a browser, only print the address"),
                    CommandSpec.CONFIG),
            CommandSpec.of("down", "", "stop the server"),
            CommandSpec.of("status", "", "show whether the server runs, its address and active runs"),
            CommandSpec.of("dev", "", "run the server in the foreground; redeploy changed sources", CommandSpec.CONFIG),
            CommandSpec.of(
                    "demo",
                    "",
                    "fix a real bug in a bundled library (scripted model or --provider)",
                    new OptionSpec("script", "FILE", "another script for the scripted model"),
                    CommandSpec.VERBOSE,
                    CommandSpec.CONFIG),
            CommandSpec.of(
                    "doctor",
                    "",
                    "check what the server needs; print impact and fix of each problem",
                    CommandSpec.CONFIG));

    static final List<CommandSpec> PROGRAMS = List.of(
            CommandSpec.of(
                    "conformance",
                    "",
                    "check that a server, or a client, follows the gateway protocol (docs/gateway.md)",
                    new OptionSpec("client", "COMMAND", "check this client; {url} in it becomes the server's address")),
            CommandSpec.of(
                    "fake-model",
                    "",
                    "serve a scripted model over HTTP; --port 0 selects a free port",
                    new OptionSpec("script", "FILE", "script of the model (docs/fake-model.md)")),
            CommandSpec.of(
                    "llm",
                    "",
                    "serve models in containers on port 8090 (docs/docker-llm.md)",
                    new OptionSpec("config", "FILE", "models to serve (default: config/llm.json of the installation)"),
                    new OptionSpec("host", "ADDRESS", "default: 127.0.0.1; others need DOCKER_LLM_TOKEN")),
            CommandSpec.of(
                    "completion",
                    "SHELL [KIND]",
                    "print the completion script of a shell: bash, zsh or fish; `values KIND` prints names"));

    private ServerCommandSpecs() {}
}
