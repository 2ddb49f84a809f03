package dev.codeagent.bench.escapes;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * The result of a case.
 *
 * @param signals signals of an escape; empty if the sandbox held
 * @param untriedReason why the case could not be tried; empty if it was tried
 * @param note additional information for the reader, cut to 400 characters
 */
record CaseResult(EscapeCase escapeCase, Set<EscapeSignal> signals, String untriedReason, String note) {
    private static final int MAX_NOTE_LENGTH = 400;

    CaseResult {
        signals = Set.copyOf(signals);
        note = note.length() <= MAX_NOTE_LENGTH ? note : note.substring(0, MAX_NOTE_LENGTH) + "…";
    }

    static CaseResult untried(EscapeCase escapeCase, String reason) {
        return new CaseResult(escapeCase, Set.of(), reason, "");
    }

    boolean escaped() {
        return !signals.isEmpty();
    }

    boolean isTried() {
        return untriedReason.isEmpty();
    }

    String summary() {
        return escapeCase.id() + " (" + escapeCase.description() + "): "
                + (isTried()
                        ? signals.stream().map(EscapeSignal::yamlName).sorted().collect(Collectors.joining(", "))
                        : untriedReason)
                + (note.isBlank() ? "" : " — " + note.strip().replace('\n', ' '));
    }
}
