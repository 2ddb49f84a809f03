package dev.codeagent.cli.run;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.json.BoundedJson;
import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints each tool call on one line, in the order of the calls: first the call, then its outcome when it ends.
 */
final class ToolCallRenderer {
    private static final List<String> MAIN_ARGUMENTS = List.of("command", "pattern", "path", "filter");
    private static final int MAX_ARGUMENT_LENGTH = 90;
    private static final int MAX_RESULT_LENGTH = 140;

    private final TerminalWriter terminal;
    private final Map<String, PendingCall> calls = new LinkedHashMap<>();
    private boolean headRendered;

    /** A call whose outcome is not printed yet. */
    private record PendingCall(String head, RunEvent.ToolFinished result) {
        boolean isFinished() {
            return result != NONE;
        }

        static final RunEvent.ToolFinished NONE =
                new RunEvent.ToolFinished("", "", "", RunEvent.ToolFinished.Outcome.UNKNOWN, "", 0);
    }

    ToolCallRenderer(TerminalWriter terminal) {
        this.terminal = terminal;
    }

    void renderCall(RunEvent.ToolCalled e) {
        String argument = mainArgument(e.arguments());
        String head = "⏺ " + TerminalSanitizer.sanitizeLine(e.tool(), MAX_ARGUMENT_LENGTH)
                + (argument.isEmpty() ? "" : " " + argument);
        calls.put(e.call(), new PendingCall(head, PendingCall.NONE));
        renderPending();
    }

    void renderResult(RunEvent.ToolFinished e) {
        PendingCall started = calls.getOrDefault(
                e.call(),
                new PendingCall(
                        "⏺ " + TerminalSanitizer.sanitizeLine(e.tool(), MAX_ARGUMENT_LENGTH), PendingCall.NONE));
        calls.put(e.call(), new PendingCall(started.head(), e));
        renderPending();
    }

    /** Ends the open line before other output; a call that still runs is printed again when it ends. */
    void endLine() {
        if (headRendered) {
            terminal.closeLine();
            headRendered = false;
        }
    }

    /** Forgets the pending calls when the server restarts the run; it repeats the calls that it continues. */
    void discardPendingCalls() {
        endLine();
        calls.clear();
    }

    /** Prints the oldest calls up to the first one that still runs. */
    private void renderPending() {
        while (!calls.isEmpty()) {
            var oldest = calls.entrySet().iterator().next();
            PendingCall call = oldest.getValue();
            if (!headRendered) {
                terminal.closeLine();
                terminal.write(Style.CYAN, call.head());
                headRendered = true;
            }
            if (!call.isFinished()) {
                return;
            }
            renderOutcome(call.result());
            calls.remove(oldest.getKey());
        }
    }

    private void renderOutcome(RunEvent.ToolFinished e) {
        headRendered = false;
        boolean ok = e.outcome() == RunEvent.ToolFinished.Outcome.OK;
        terminal.write(ok ? Style.GREEN : Style.RED, "  " + EnumCodec.write(e.outcome()));
        terminal.write(Style.DIM, " " + TranscriptRenderer.formatDuration(e.millis()) + "\n");
        if (!ok) {
            String reason =
                    e.result().lines().filter(l -> !l.isBlank()).findFirst().orElse("no reason given");
            terminal.writeLine(Style.RED, "    " + TerminalSanitizer.sanitizeLine(reason, MAX_RESULT_LENGTH));
        }
    }

    /** The argument that describes a call best. */
    private static String mainArgument(String arguments) {
        try {
            JsonObject json = BoundedJson.readObject(arguments, BoundedJson.Limits.MESSAGE);
            return MAIN_ARGUMENTS.stream()
                    .filter(name -> json.get(name) instanceof JsonString)
                    .findFirst()
                    .map(name -> TerminalSanitizer.sanitizeLine(json.getString(name), MAX_ARGUMENT_LENGTH))
                    .orElse("");
        } catch (AgentException e) {
            return TerminalSanitizer.sanitizeLine(arguments, MAX_ARGUMENT_LENGTH);
        }
    }
}
