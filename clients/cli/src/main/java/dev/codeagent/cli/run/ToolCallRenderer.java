package dev.codeagent.cli.run;

import dev.codeagent.api.run.RunEvent;
import dev.codeagent.api.wire.EnumCodec;
import dev.codeagent.cli.terminal.DisplayWidth;
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
    /** Room for the outcome and the time. */
    private static final int OUTCOME_COLUMNS = 20;

    private static final int MAX_FAILURE_LINES = 6;
    private static final int MAX_FAILURE_LENGTH = 140;
    private static final String INDENT = "    ";

    private final TerminalWriter terminal;
    private final Map<String, PendingCall> calls = new LinkedHashMap<>();
    private final Map<String, OutputTail> outputs = new LinkedHashMap<>();
    private final OutputGaps gaps;
    private boolean headRendered;
    private boolean gapBefore;

    /** A call whose outcome is not printed yet. */
    private record PendingCall(String head, String tool, String arguments, RunEvent.ToolFinished result) {
        boolean isFinished() {
            return result != NONE;
        }

        static final RunEvent.ToolFinished NONE =
                new RunEvent.ToolFinished("", "", "", RunEvent.ToolFinished.Outcome.UNKNOWN, "", 0);
    }

    ToolCallRenderer(TerminalWriter terminal, OutputGaps gaps) {
        this.terminal = terminal;
        this.gaps = gaps;
    }

    void renderCall(RunEvent.ToolCalled e) {
        if (calls.isEmpty()) {
            gapBefore = terminal.redraws() && gaps.start(OutputGaps.Part.TOOL);
        }
        String argument = ToolArguments.main(e.arguments(), MAX_ARGUMENT_LENGTH);
        String head = "⏺ " + TerminalSanitizer.sanitizeLine(e.tool(), MAX_ARGUMENT_LENGTH)
                + (argument.isEmpty() ? "" : " " + argument);
        if (terminal.redraws()) {
            head = DisplayWidth.truncate(head, Math.max(OUTCOME_COLUMNS, terminal.columns() - OUTCOME_COLUMNS));
        }
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
        if (gapBefore) {
            lines.add(StyledLine.EMPTY);
        }
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
        gapBefore = false;
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
                if (gapBefore) {
                    gapBefore = false;
                    terminal.writeLine("");
                }
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
        terminal.write(Style.DIM, " " + TranscriptFormat.formatDuration(e.millis()) + "\n");
        if (!ok) {
            renderFailure(e.result());
        } else if (terminal.isTerminal()) {
            EditPreview.lines(call.tool(), call.arguments(), EditPreview.MAX_LINES)
                    .forEach(line -> terminal.writeParagraph(line, 2 * INDENT.length()));
        }
    }

    private void renderFailure(String result) {
        List<String> lines = result.lines()
                .map(OutputTail::clean)
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.isEmpty()) {
            lines = List.of("no reason given");
        }
        int hidden = Math.max(0, lines.size() - MAX_FAILURE_LINES);
        if (hidden > 0) {
            terminal.writeLine(Style.DIM, INDENT + "… " + hidden + (hidden == 1 ? " line" : " lines") + " before");
        }
        for (String line : lines.subList(hidden, lines.size())) {
            String text = line.length() <= MAX_FAILURE_LENGTH ? line : line.substring(0, MAX_FAILURE_LENGTH) + "…";
            terminal.writeParagraph(Style.RED, INDENT + text, 2 * INDENT.length());
        }
    }
}
