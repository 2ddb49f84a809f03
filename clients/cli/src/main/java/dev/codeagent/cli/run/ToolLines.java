package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.cli.terminal.SafeText;
import dev.codeagent.cli.terminal.Screen;
import dev.codeagent.cli.terminal.Style;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows each tool call on one line, in the order of the calls: what it does as soon as it is its turn, its outcome behind
 * that when it ends.
 */
final class ToolLines {
    private static final List<String> TELLING = List.of("command", "pattern", "path", "filter");
    private static final int ARGUMENT = 90;
    private static final int RESULT = 140;

    private final Screen screen;
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private boolean headShown;

    /** A call that is not shown to its end yet. */
    private record Call(String head, RunEvent.ToolFinished end) {
        boolean ended() {
            return end != NONE;
        }

        static final RunEvent.ToolFinished NONE = new RunEvent.ToolFinished("", "", "", "", "", 0);
    }

    ToolLines(Screen screen) {
        this.screen = screen;
    }

    void called(RunEvent.ToolCalled e) {
        String argument = argument(e.arguments());
        String head = "⏺ " + SafeText.line(e.tool(), ARGUMENT) + (argument.isEmpty() ? "" : " " + argument);
        calls.put(e.call(), new Call(head, Call.NONE));
        advance();
    }

    void finished(RunEvent.ToolFinished e) {
        Call begun = calls.getOrDefault(e.call(), new Call("⏺ " + SafeText.line(e.tool(), ARGUMENT), Call.NONE));
        calls.put(e.call(), new Call(begun.head(), e));
        advance();
    }

    /** Something else is about to be shown; a call that goes on is named again at its end. */
    void interrupt() {
        if (headShown) {
            screen.closeLine();
            headShown = false;
        }
    }

    /** The server goes on anew; calls that it does not name again are settled. */
    void abandon() {
        interrupt();
        calls.clear();
    }

    /** Shows the oldest calls as far as they are. */
    private void advance() {
        while (!calls.isEmpty()) {
            var oldest = calls.entrySet().iterator().next();
            Call call = oldest.getValue();
            if (!headShown) {
                screen.closeLine();
                screen.text(Style.CYAN, call.head());
                headShown = true;
            }
            if (!call.ended()) {
                return;
            }
            end(call.end());
            calls.remove(oldest.getKey());
        }
    }

    private void end(RunEvent.ToolFinished e) {
        headShown = false;
        boolean ok = e.outcome().equals("ok");
        screen.text(ok ? Style.GREEN : Style.RED, "  " + SafeText.line(e.outcome(), ARGUMENT));
        screen.text(Style.DIM, " " + Transcript.seconds(e.millis()) + "\n");
        if (!ok) {
            String reason =
                    e.result().lines().filter(l -> !l.isBlank()).findFirst().orElse("no reason given");
            screen.line(Style.RED, "    " + SafeText.line(reason, RESULT));
        }
    }

    /** The argument that tells most about a call. */
    private static String argument(String arguments) {
        try (var reader = Json.createReader(new StringReader(arguments))) {
            JsonObject json = reader.readObject();
            return TELLING.stream()
                    .filter(name -> json.get(name) instanceof JsonString)
                    .findFirst()
                    .map(name -> SafeText.line(json.getString(name), ARGUMENT))
                    .orElse("");
        } catch (JsonException e) {
            return SafeText.line(arguments, ARGUMENT);
        }
    }
}
