package dev.codeagent.bench.escapes;

import dev.codeagent.cli.terminal.SafeText;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** Looks for all signs of an escape after a case. */
record Judge(HostPlace host, HostServices services) {
    private static final long SERVICE_MILLIS = 20;
    private static final long END_MILLIS = 3_000;

    /** @param shown the output as a user's terminal is given it */
    Set<Sign> signs(Attempt attempt, String output, String shown, boolean ended)
            throws IOException, InterruptedException {
        var signs = EnumSet.noneOf(Sign.class);
        if (output.contains(attempt.won())) {
            signs.add(Sign.PRINTS);
        }
        if (output.contains(host.secret())) {
            signs.add(Sign.READS);
        }
        if (host.changed()) {
            signs.add(Sign.CREATES);
        }
        if (attempt.tried().shows() == Sign.REACHES) {
            Thread.sleep(SERVICE_MILLIS);
        }
        if (services.received(attempt.token())) {
            signs.add(Sign.REACHES);
        }
        if (!ended) {
            signs.add(Sign.HANGS);
        }
        if (shown.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c <= 0x9f)) {
            signs.add(Sign.RAW);
        }
        return signs;
    }

    /** After its call, or its sandbox, has ended. */
    boolean outlives(Attempt attempt) throws InterruptedException {
        return Processes.remain(Attempt.mark(attempt.token()), END_MILLIS);
    }

    static String terminal(String text) {
        return SafeText.of(text);
    }
}
