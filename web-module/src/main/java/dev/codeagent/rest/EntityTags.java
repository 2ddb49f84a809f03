package dev.codeagent.rest;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The headers {@code If-Match} and {@code If-None-Match}. */
final class EntityTags {
    private EntityTags() {}

    /**
     * Whether a header names a version. A weak tag counts like the strong one: a proxy that compresses makes it weak.
     *
     * @param header tags separated by commas, or {@code *} for any version
     * @param tag the current version, in quotation marks
     */
    static boolean matches(@Nullable String header, String tag) {
        return header != null
                && Arrays.stream(header.split(","))
                        .map(EntityTags::strong)
                        .anyMatch(given -> given.equals("*") || given.equals(tag));
    }

    /** A tag without the mark of a weak one. */
    static String strong(String tag) {
        return tag.strip().replaceFirst("^W/", "");
    }
}
