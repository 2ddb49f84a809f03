package dev.codeagent.sandbox.images;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What of a project's own wish for an image counts ({@code sandbox.projectImage}). */
public enum ProjectImagePolicy {
    /** Nothing: every project is worked on in {@code sandbox.image}. */
    NONE,
    /** Images that it names. */
    NAMED,
    /** Its Dockerfiles, too. */
    BUILT;

    public static Optional<ProjectImagePolicy> find(String name) {
        return Arrays.stream(values())
                .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
