package dev.codeagent.cli.command;

import dev.codeagent.api.command.CommandLine;
import dev.codeagent.cli.conformance.ClientUnderTest;
import dev.codeagent.cli.conformance.ConformanceCase;
import dev.codeagent.cli.conformance.ConformanceKit;
import dev.codeagent.cli.conformance.ServerUnderTest;
import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.TokenSource;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Implements {@code conformance}: checks that a server, or a client, follows docs/gateway.md. */
final class ConformanceCommand {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long CLIENT_SECONDS = 60;
    private static final int MAX_REASON_LENGTH = 600;

    private final CommandContext context;

    ConformanceCommand(CommandContext context) {
        this.context = context;
    }

    ExitCode run() {
        Optional<String> client = context.invocation().option("client");
        return client.isPresent()
                ? execute(ConformanceKit.clientCases(), client(client.get()))
                : execute(ConformanceKit.serverCases(), server());
    }

    private ServerUnderTest server() {
        URI address = context.restClientWhenReady().baseUri();
        TokenSource tokens = context.tokens();
        return new ServerUnderTest(
                address,
                () -> tokens.authorization(address),
                context.options().project().toString(),
                context.options().provider().orElse(""),
                TIMEOUT);
    }

    /** A command in which {@code {url}} is the address of the scripted server. */
    private ClientUnderTest client(String command) {
        if (!command.contains("{url}")) {
            throw CliException.usageError(
                    "--client: '" + command + "' does not contain {url}, which becomes the address of the server");
        }
        return address -> follow(CommandLine.words(command).stream()
                .map(word -> word.replace("{url}", address.toString()))
                .toList());
    }

    private static boolean follow(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(Redirect.PIPE)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(CLIENT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the client did not end within " + CLIENT_SECONDS + " s");
            }
            return process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private <T> ExitCode execute(List<ConformanceCase<T>> cases, T subject) {
        int failed = 0;
        for (ConformanceCase<T> check : cases) {
            Optional<String> failure = check.execute(subject);
            failed += failure.isPresent() ? 1 : 0;
            report(check, failure.map(reason -> TerminalSanitizer.sanitizeLine(reason, MAX_REASON_LENGTH)));
        }
        if (!context.options().json()) {
            context.terminal().writeLine((cases.size() - failed) + " passed, " + failed + " failed");
        }
        return failed == 0 ? ExitCode.OK : ExitCode.RUN_FAILED;
    }

    private void report(ConformanceCase<?> check, Optional<String> failure) {
        if (context.options().json()) {
            context.out()
                    .println(Json.createObjectBuilder()
                            .add("case", check.name())
                            .add("requirement", check.requirement())
                            .add("passed", failure.isEmpty())
                            .add("reason", failure.orElse(""))
                            .build());
            return;
        }
        context.terminal()
                .writeLine((failure.isEmpty() ? "PASS  " : "FAIL  ") + check.name() + ": " + check.requirement());
        failure.ifPresent(reason -> context.terminal().writeLine("      " + reason));
    }
}
