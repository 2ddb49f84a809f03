package dev.codeagent.executor.jdk;

import java.util.List;
import java.util.Optional;

/**
 * The JDKs that can build a project.
 *
 * @param minimum the oldest feature version
 * @param maximum the newest one
 * @param source the file that says so
 */
public record JavaRequirement(int minimum, int maximum, String source) {
    static final int NO_MAXIMUM = Integer.MAX_VALUE;

    /** The oldest JDK that fits. */
    public Optional<Jdk> select(List<Jdk> installed) {
        return installed.stream()
                .filter(jdk -> jdk.version() >= minimum && jdk.version() <= maximum)
                .findFirst();
    }

    /** For example: {@code a JDK 21 or newer (pom.xml}; the caller adds what is installed. */
    String description() {
        String range = maximum == minimum ? "" : maximum == NO_MAXIMUM ? " or newer" : " to " + maximum;
        return "a JDK " + minimum + range + " (" + source;
    }

    /** Both requirements at once; a maximum below the minimum does not count. */
    JavaRequirement and(JavaRequirement other) {
        int both = Math.max(minimum, other.minimum);
        int newest = Math.min(maximum, other.maximum);
        return new JavaRequirement(
                both, newest < both ? NO_MAXIMUM : newest, other.minimum > minimum ? other.source : source);
    }
}
