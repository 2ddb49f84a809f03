package dev.codeagent.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Release data from the project's POM.
 *
 * @param outputTimestamp the timestamp of all build outputs
 */
record Pom(String version, Instant outputTimestamp) {
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");
    private static final Pattern TIME =
            Pattern.compile("<project.build.outputTimestamp>([^<]+)</project.build.outputTimestamp>");

    static Pom read(Path file) throws IOException {
        String text = Files.readString(file);
        return new Pom(first(VERSION, text, file), Instant.parse(first(TIME, text, file)));
    }

    private static String first(Pattern pattern, String text, Path file) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new ReleaseException(file + " has no " + pattern.pattern().replaceAll(">.*", ">"));
        }
        return matcher.group(1);
    }
}
