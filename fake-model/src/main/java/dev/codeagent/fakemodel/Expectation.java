package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request must hold for a turn to be played; an absent list of results expects nothing of them. */
record Expectation(Optional<List<ResultMatcher>> toolResults, List<String> contains) {
    private static final int MAX_TEXT_LENGTH = 160;

    /** What one tool result must be like. */
    sealed interface ResultMatcher {
        boolean matches(String text);

        String description();
    }

    /** A result that holds a text. */
    record Contains(String part) implements ResultMatcher {
        @Override
        public boolean matches(String text) {
            return text.contains(part);
        }

        @Override
        public String description() {
            return "contain \"" + part + "\"";
        }
    }

    /** A result in which a regular expression is found. */
    record Matches(Pattern pattern) implements ResultMatcher {
        @Override
        public boolean matches(String text) {
            return pattern.matcher(text).find();
        }

        @Override
        public String description() {
            return "match /" + pattern + "/";
        }
    }

    /** Why the request does not fit; empty where it does. */
    Optional<String> findMismatch(ModelRequest request) {
        if (toolResults.isPresent()) {
            List<ResultMatcher> expected = toolResults.get();
            List<String> actual = request.toolResults();
            if (expected.size() != actual.size()) {
                return Optional.of(
                        "expected " + expected.size() + " tool results of the last turn, " + actual.size() + " came");
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!expected.get(i).matches(actual.get(i))) {
                    return Optional.of("expected tool result " + (i + 1) + " to "
                            + truncate(expected.get(i).description()) + ", came \"" + truncate(actual.get(i)) + "\"");
                }
            }
        }
        String last = String.join("\n", request.lastMessages());
        return contains.stream()
                .filter(part -> !last.contains(part))
                .map(part -> "expected the last messages to contain \"" + truncate(part) + "\", came \""
                        + truncate(last) + "\"")
                .findFirst();
    }

    private static String truncate(String text) {
        return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH) + "…";
    }
}
