package dev.codeagent.release;

import java.util.List;
import java.util.stream.Stream;

/** The text of the changelog; extracts the release notes of a version. */
record Changelog(String text) {
    private static final String SECTION = "## ";
    private static final String SNAPSHOT = "-SNAPSHOT";

    /** Returns the notes of a version; a snapshot has the section {@code Unreleased}. */
    String releaseNotes(String version) {
        String title = version.endsWith(SNAPSHOT) ? "Unreleased" : version;
        List<String> lines = text.lines()
                .dropWhile(line -> !isSection(line, title))
                .skip(1)
                .takeWhile(line -> !line.startsWith(SECTION))
                .toList();
        String notes = String.join("\n", lines).strip();
        if (notes.isEmpty()) {
            throw new ReleaseException(
                    "CHANGELOG.md has no section '## " + title + "' with text; add it; the sections are "
                            + text.lines()
                                    .filter(line -> line.startsWith(SECTION))
                                    .map(line -> "'" + line + "'")
                                    .toList());
        }
        return notes + "\n";
    }

    /**
     * Matches {@code ## 1.2.0}, {@code ## 1.2.0 – 2026-03-01} and {@code ## [1.2.0]}: the version is the first word.
     */
    private static boolean isSection(String line, String version) {
        return line.startsWith(SECTION)
                && Stream.of(line.substring(SECTION.length()).split("[\\s\\[\\]()]+"))
                        .filter(word -> !word.isEmpty())
                        .findFirst()
                        .equals(java.util.Optional.of(version));
    }
}
