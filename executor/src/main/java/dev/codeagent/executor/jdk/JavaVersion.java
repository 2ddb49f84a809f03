package dev.codeagent.executor.jdk;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads feature versions of Java in all the ways that build files write them. */
final class JavaVersion {
    private static final Pattern NUMBER = Pattern.compile("(?<![\\d.])(?:1[._])?(\\d{1,2})(?!\\d)");
    private static final int MIN = 5;
    /** Larger numbers are something else, such as the bits of a machine. */
    private static final int MAX = 40;

    private JavaVersion() {}

    /** The first version in texts like {@code 1.8}, {@code 17.0.9-tem}, {@code VERSION_21}, {@code [17,18)}. */
    static Optional<Integer> parse(String text) {
        return NUMBER.matcher(text)
                .results()
                .map(number -> Integer.parseInt(number.group(1)))
                .filter(version -> version >= MIN && version <= MAX)
                .findFirst();
    }
}
