package dev.codeagent.bench.escapes;

import dev.codeagent.cli.terminal.TerminalSanitizer;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Checks for all signals of an escape after a case. */
record EscapeDetector(HostCanaries canaries, HostServices services) {
    private static final long SERVICE_DELAY_MILLIS = 20;
    private static final long SURVIVOR_TIMEOUT_MILLIS = 3_000;

    /** @param terminalOutput the output in the form that is sent to a user's terminal */
    Set<EscapeSignal> detectSignals(Attempt attempt, String output, String terminalOutput, boolean completed)
            throws IOException, InterruptedException {
        var signals = EnumSet.noneOf(EscapeSignal.class);
        if (output.contains(attempt.successMarker())) {
            signals.add(EscapeSignal.PRINTS);
        }
        if (output.contains(canaries.secret())) {
            signals.add(EscapeSignal.READS);
        }
        if (canaries.isChanged()) {
            signals.add(EscapeSignal.CREATES);
        }
        if (attempt.escapeCase().expectedSignal() == EscapeSignal.REACHES) {
            Thread.sleep(SERVICE_DELAY_MILLIS);
        }
        if (services.hasReceived(attempt.token())) {
            signals.add(EscapeSignal.REACHES);
        }
        if (!completed) {
            signals.add(EscapeSignal.HANGS);
        }
        if (terminalOutput.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c <= 0x9f)) {
            signals.add(EscapeSignal.RAW);
        }
        return signals;
    }

    /** Call it after the call or the sandbox of the attempt has ended. */
    boolean hasSurvivingProcess(Attempt attempt) throws InterruptedException {
        return MarkedProcesses.anyRemain(Attempt.mark(attempt.token()), SURVIVOR_TIMEOUT_MILLIS);
    }

    static String sanitizeForTerminal(String text) {
        return TerminalSanitizer.sanitize(text);
    }
}
