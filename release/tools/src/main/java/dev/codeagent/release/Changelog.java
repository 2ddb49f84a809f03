package dev.codeagent.release;

import java.util.List;
import java.util.stream.Stream;

/** The changelog's text, cut into what a version's users want to read. */
record Changelog(String text) {
    private static final String SECTION = "## ";
    private static final String SNAPSHOT = "-SNAPSHOT";

    /** A version that is not released yet has the section {@code Unreleased}. */
    String releaseNotes(String version) {
        String title = version.endsWith(SNAPSHOT) ? "Unreleased" : version;
        List<String> lines = text.lines()
                .dropWhile(line -> !isSection(line, title))
                .skip(1)
                .takeWhile(line -> !line.startsWith(SECTION))
                .toList();
        String notes = String.join("\n", lines).strip();
        if (notes.isEmpty()) {
            throw new ReleaseException("CHANGELOG.md has no section '## " + title + "' with text; its sections are "
                    + text.lines()
                            .filter(line -> line.startsWith(SECTION))
                            .map(line -> "'" + line + "'")
                            .toList());
        }
        return notes + "\n";
    }

    /** {@code ## 1.2.0}, {@code ## 1.2.0 – 2026-03-01}, {@code ## [1.2.0]}: the version is the first word. */
    private static boolean isSection(String line, String version) {
        return line.startsWith(SECTION)
                && Stream.of(line.substring(SECTION.length()).split("[\\s\\[\\]()]+"))
                        .filter(word -> !word.isEmpty())
                        .findFirst()
                        .equals(java.util.Optional.of(version));
    }
}
