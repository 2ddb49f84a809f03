package dev.codeagent.fakemodel.script;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The conditions that a request must meet for a turn to be returned; without a list of results they are not checked.
 */
public record Expectation(Optional<List<ResultMatcher>> toolResults, List<String> contains) {
    private static final int MAX_TEXT_LENGTH = 160;

    /** Condition for one tool result. */
    public sealed interface ResultMatcher {
        boolean matches(String text);

        String description();
    }

    /** The result must contain a text. */
    public record Contains(String part) implements ResultMatcher {
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
    public record Matches(Pattern pattern) implements ResultMatcher {
        @Override
        public boolean matches(String text) {
            return pattern.matcher(text).find();
        }

        @Override
        public String description() {
            return "match /" + pattern + "/";
        }
    }

    /**
     * Returns why a request does not match; empty if it does.
     *
     * @param actual the results of the tool calls of the last turn
     * @param last the text of the messages after the last turn
     */
    public Optional<String> findMismatch(List<String> actual, String last) {
        if (toolResults.isPresent()) {
            List<ResultMatcher> expected = toolResults.get();
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
