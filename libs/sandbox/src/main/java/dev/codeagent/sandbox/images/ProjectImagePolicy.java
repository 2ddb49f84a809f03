package dev.codeagent.sandbox.images;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Which image requests of a project are honoured ({@code sandbox.projectImage}). */
public enum ProjectImagePolicy {
    /** None: every project uses {@code sandbox.image}. */
    NONE,
    /** Named images. */
    NAMED,
    /** Named images and Dockerfiles. */
    BUILT;

    public static Optional<ProjectImagePolicy> find(String name) {
        return Arrays.stream(values())
                .filter(p -> p.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }
}
