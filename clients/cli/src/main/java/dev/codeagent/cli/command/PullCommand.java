package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import dev.codeagent.cli.server.RestClient;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Implements {@code models pull}: starts a download on the server, shows its progress, and cancels it on Ctrl-C. */
final class PullCommand {
    private static final int POLL_MILLIS = 500;
    private static final int MAX_LINE_LENGTH = 110;
    private static final Signal INTERRUPT = new Signal("INT");

    private final CommandContext context;
    private final RestClient client;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    PullCommand(CommandContext context) {
        this.context = context;
        this.client = context.restClientWhenReady();
    }

    ExitCode run() {
        ModelCommands.ModelName name =
                ModelCommands.ModelName.parse(context.invocation().parameter());
        String pulls = "/api/v1/providers/" + RestClient.encodePathSegment(name.provider()) + "/pulls";
        // Before the request: the server continues a download whose client is gone.
        SignalHandler before = Signal.handle(INTERRUPT, signal -> interrupted.countDown());
        try {
            return follow(name, pulls);
        } finally {
            Signal.handle(INTERRUPT, before);
        }
    }

    private ExitCode follow(ModelCommands.ModelName name, String pulls) {
        JsonObject pull = client.requestObject(
                "POST",
                pulls,
                Json.createObjectBuilder().add("model", name.model()).build());
        String path = pulls + "/" + pull.getString("id");
        boolean cancelRequested = false;
        while (pull.getString("state").equals("running")) {
            printProgress(pull);
            if (awaitInterrupt() && !cancelRequested) {
                cancelRequested = true;
                client.requestObject("DELETE", path);
            }
            pull = client.requestObject("GET", path);
        }
        return finish(pull, name);
    }

    private boolean awaitInterrupt() {
        try {
            if (interrupted.getCount() == 0) {
                Thread.sleep(POLL_MILLIS);
                return true;
            }
            return interrupted.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private ExitCode finish(JsonObject pull, ModelCommands.ModelName name) {
        if (context.options().json()) {
            context.out().println(pull);
        } else {
            context.terminal().showLive(List.of());
        }
        return switch (pull.getString("state")) {
            case "completed" -> {
                if (!context.options().json()) {
                    context.terminal().writeLine("model " + name.model() + " is on " + name.provider());
                }
                yield ExitCode.OK;
            }
            case "cancelled" -> {
                context.err()
                        .println("cancelled; `codeagent models pull` continues where it stopped, if the server can");
                yield ExitCode.CANCELLED;
            }
            default ->
                throw new CliException(
                        ExitCode.REFUSED, pull.getString("message") + " (" + pull.getString("code") + ")");
        };
    }

    /** On a terminal one line that changes, in a pipe nothing but the end. */
    private void printProgress(JsonObject pull) {
        if (!context.options().json()) {
            context.terminal().showLive(List.of(StyledLine.of(Style.PLAIN, progressLine(pull))));
        }
    }

    static String progressLine(JsonObject pull) {
        long completed = pull.getJsonNumber("completedBytes").longValue();
        long total = pull.getJsonNumber("totalBytes").longValue();
        long rate = pull.getJsonNumber("bytesPerSecond").longValue();
        long left = pull.getJsonNumber("secondsLeft").longValue();
        String line = pull.getString("status");
        if (total > 0) {
            line += "  " + ByteFormat.format(completed) + " of " + ByteFormat.format(total) + " ("
                    + completed * 100 / total + " %)";
        } else if (completed > 0) {
            line += "  " + ByteFormat.format(completed);
        }
        if (rate > 0) {
            line += "  " + ByteFormat.format(rate) + "/s";
        }
        if (left > 0) {
            line += "  " + ByteFormat.formatSeconds(left) + " left";
        }
        return TerminalSanitizer.sanitizeLine(line, MAX_LINE_LENGTH);
    }
}
