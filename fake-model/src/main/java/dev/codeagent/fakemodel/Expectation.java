package dev.codeagent.fakemodel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The conditions that a request must meet for a turn to be returned; without a list of results they are not checked.
 */
record Expectation(Optional<List<ResultMatcher>> toolResults, List<String> contains) {
    private static final int MAX_TEXT_LENGTH = 160;

    /** Condition for one tool result. */
    sealed interface ResultMatcher {
        boolean matches(String text);

        String description();
    }

    /** The result must contain a text. */
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

    /** The result must contain a match of a regular expression. */
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

    /** Returns why the request does not match; empty if it does. */
    Optional<String> findMismatch(ModelRequest request) {
        if (toolResults.isPresent()) {
            List<ResultMatcher> expected = toolResults.get();
            List<String> actual = request.toolResults();
            if (expected.size() != actual.size()) {
                return Optional.of(
                        "expected " + expected.size() + " tool results of the last turn, received " + actual.size());
            }
            for (int i = 0; i < expected.size(); i++) {
                if (!expected.get(i).matches(actual.get(i))) {
                    return Optional.of("expected tool result " + (i + 1) + " to "
                            + truncate(expected.get(i).description()) + ", received \"" + truncate(actual.get(i))
                            + "\"");
                }
            }
        }
        String last = String.join("\n", request.lastMessages());
        return contains.stream()
                .filter(part -> !last.contains(part))
                .map(part -> "expected the last messages to contain \"" + truncate(part) + "\", received \""
                        + truncate(last) + "\"")
                .findFirst();
    }

    private static String truncate(String text) {
        return text.length() <= MAX_TEXT_LENGTH ? text : text.substring(0, MAX_TEXT_LENGTH) + "…";
    }
}
