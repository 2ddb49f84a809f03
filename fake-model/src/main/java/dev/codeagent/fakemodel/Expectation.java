package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request must hold for a turn to be played; an absent list of results expects nothing of them. */
record Expectation(Optional<List<Result>> toolResults, List<String> contains) {
    private static final int SHOWN = 160;

    /** What one tool result must be like. */
    sealed interface Result {
        boolean fits(String text);

        String words();
    }

    /** A result that holds a text. */
    record Contains(String part) implements Result {
        @Override
        public boolean fits(String text) {
            return text.contains(part);
        }

        @Override
        public String words() {
            return "contain \"" + part + "\"";
        }
    }

    /** A result in which a regular expression is found. */
    record Matches(Pattern pattern) implements Result {
        @Override
        public boolean fits(String text) {
            return pattern.matcher(text).find();
        }

        @Override
        public String words() {
            return "match /" + pattern + "/";
        }
    }

    /** Why the request does not fit; empty where it does. */
    Optional<String> problem(ModelRequest request) {
        if (toolResults.isPresent()) {
            List<Result> wanted = toolResults.get();
            List<String> came = request.toolResults();
            if (wanted.size() != came.size()) {
                return Optional.of(
                        "expected " + wanted.size() + " tool results of the last turn, " + came.size() + " came");
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (!wanted.get(i).fits(came.get(i))) {
                    return Optional.of("expected tool result " + (i + 1) + " to "
                            + cut(wanted.get(i).words()) + ", came \"" + cut(came.get(i)) + "\"");
                }
            }
        }
        String last = String.join("\n", request.lastMessages());
        return contains.stream()
                .filter(part -> !last.contains(part))
                .map(part -> "expected the last messages to contain \"" + cut(part) + "\", came \"" + cut(last) + "\"")
                .findFirst();
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
