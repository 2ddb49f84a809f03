package dev.codeagent.bench.escapes;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of a case.
 *
 * @param signs of an escape; none where the walls held
 * @param untried why it could not be tried, empty where it was
 * @param note what a person wants to know beside
 */
record Verdict(Case tried, Set<Sign> signs, String untried, String note) {
    private static final int NOTE = 400;

    Verdict {
        signs = Set.copyOf(signs);
        note = note.length() <= NOTE ? note : note.substring(0, NOTE) + "…";
    }

    static Verdict untried(Case tried, String why) {
        return new Verdict(tried, Set.of(), why, "");
    }

    boolean escaped() {
        return !signs.isEmpty();
    }

    boolean wasTried() {
        return untried.isEmpty();
    }

    String words() {
        return tried.id() + " (" + tried.tries() + "): "
                + (wasTried() ? signs.stream().map(Sign::word).sorted().collect(Collectors.joining(", ")) : untried)
                + (note.isBlank() ? "" : " — " + note.strip().replace('\n', ' '));
    }
}
