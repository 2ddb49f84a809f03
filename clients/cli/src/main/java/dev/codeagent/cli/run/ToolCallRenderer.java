package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.cli.terminal.Style;
import dev.codeagent.cli.terminal.StyledLine;
import dev.codeagent.cli.terminal.TerminalSanitizer;
import dev.codeagent.cli.terminal.TerminalWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prints each tool call on one line, in the order of the calls: first the call, then its outcome when it ends. A terminal
 * shows the change of a call that edits, and the last output of a call that runs; all show the last lines of a failure.
 */
final class ToolCallRenderer {
    private static final int MAX_ARGUMENT_LENGTH = 90;
    private static final int MAX_FAILURE_LINES = 6;
    private static final int MAX_FAILURE_LENGTH = 140;

    private final TerminalWriter terminal;
    private final Map<String, PendingCall> calls = new LinkedHashMap<>();
    private final Map<String, OutputTail> outputs = new LinkedHashMap<>();
    private boolean headRendered;

    /** A call whose outcome is not printed yet. */
    private record PendingCall(String head, String tool, String arguments, RunEvent.ToolFinished result) {
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
        String argument = ToolArguments.main(e.arguments(), MAX_ARGUMENT_LENGTH);
        String head = "⏺ " + TerminalSanitizer.sanitizeLine(e.tool(), MAX_ARGUMENT_LENGTH)
                + (argument.isEmpty() ? "" : " " + argument);
        calls.put(e.call(), new PendingCall(head, e.tool(), e.arguments(), PendingCall.NONE));
        renderPending();
    }

    void renderResult(RunEvent.ToolFinished e) {
        PendingCall started = calls.getOrDefault(
                e.call(),
                new PendingCall(
                        "⏺ " + TerminalSanitizer.sanitizeLine(e.tool(), MAX_ARGUMENT_LENGTH),
                        e.tool(),
                        "{}",
                        PendingCall.NONE));
        outputs.remove(e.call());
        calls.put(e.call(), new PendingCall(started.head(), started.tool(), started.arguments(), e));
        renderPending();
    }

    /** New output of a call that runs. */
    void addOutput(String call, String text) {
        if (terminal.redraws()) {
            outputs.computeIfAbsent(call, c -> new OutputTail()).append(text);
        }
    }

    /** The calls that run, with their last output. */
    List<StyledLine> pendingLines() {
        var lines = new ArrayList<StyledLine>();
        calls.forEach((id, call) -> {
            if (!call.isFinished()) {
                lines.add(StyledLine.of(Style.CYAN, call.head()));
                OutputTail output = outputs.get(id);
                if (output != null) {
                    lines.addAll(output.lines());
                }
            }
        });
        outputs.forEach((id, output) -> lines.addAll(calls.containsKey(id) ? List.of() : output.lines()));
        return lines;
    }

    /** Forgets the output of the server's own calls, such as a preparation. */
    void endServerCalls() {
        outputs.keySet().retainAll(calls.keySet());
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
        outputs.clear();
    }

    /** Prints the oldest calls up to the first one that still runs. */
    private void renderPending() {
        while (!calls.isEmpty()) {
            var oldest = calls.entrySet().iterator().next();
            PendingCall call = oldest.getValue();
            if (!headRendered && (call.isFinished() || !terminal.redraws())) {
                terminal.closeLine();
                terminal.write(Style.CYAN, call.head());
                headRendered = true;
            }
            if (!call.isFinished()) {
                return;
            }
            calls.remove(oldest.getKey());
            renderOutcome(call);
        }
    }

    private void renderOutcome(PendingCall call) {
        RunEvent.ToolFinished e = call.result();
        headRendered = false;
        boolean ok = e.outcome() == RunEvent.ToolFinished.Outcome.OK;
        terminal.write(ok ? Style.GREEN : Style.RED, "  " + EnumCodec.write(e.outcome()));
        terminal.write(Style.DIM, " " + TranscriptRenderer.formatDuration(e.millis()) + "\n");
        if (!ok) {
            renderFailure(e.result());
        } else if (terminal.isTerminal()) {
            terminal.writeLines(EditPreview.lines(call.tool(), call.arguments(), EditPreview.MAX_LINES));
        }
    }

    private void renderFailure(String result) {
        List<String> lines = TerminalSanitizer.sanitize(result)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            lines = List.of("no reason given");
        }
        int hidden = Math.max(0, lines.size() - MAX_FAILURE_LINES);
        var shown = new ArrayList<StyledLine>();
        if (hidden > 0) {
            shown.add(StyledLine.of(Style.DIM, "    … " + hidden + " lines before"));
        }
        for (String line : lines.subList(hidden, lines.size())) {
            String text = line.replace("\t", "    ").stripTrailing();
            shown.add(StyledLine.of(
                    Style.RED,
                    "    "
                            + (text.length() <= MAX_FAILURE_LENGTH
                                    ? text
                                    : text.substring(0, MAX_FAILURE_LENGTH) + "…")));
        }
        terminal.writeLines(shown);
    }
}
