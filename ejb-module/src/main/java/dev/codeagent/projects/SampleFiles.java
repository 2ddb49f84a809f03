package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bundled library with a bug, in the installation of the server.
 *
 * @param demo the directory with {@code project} and {@code prompt.txt}
 */
record SampleFiles(Path demo) {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
    private static final List<String> BUILD_OUTPUT = List.of("target", ".git");

    /** The request that goes with it. */
    String prompt() {
        try {
            return Files.readString(demo.resolve("prompt.txt")).strip();
        } catch (IOException e) {
            throw missing(e);
        }
    }

    /**
     * Copies the library to a new directory below {@code DATA/demo}.
     *
     * @throws AgentException CONFIGURATION if the installation has no sample; STORAGE_FAILED if it cannot be copied
     */
    Path copy(Path dataDirectory, Instant now) {
        Path source = demo.resolve("project");
        if (!Files.isDirectory(source)) {
            throw missing(null);
        }
        Path target =
                dataDirectory.resolve("demo").resolve(TIMESTAMP.format(now)).resolve("sample");
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path from : (Iterable<Path>) paths::iterator) {
                Path relative = source.relativize(from);
                if (BUILD_OUTPUT.contains(relative.getName(0).toString())) {
                    continue;
                }
                Path to = target.resolve(relative.toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(from, to);
                }
            }
            return target;
        } catch (IOException e) {
            throw new AgentException(
                    ErrorCode.STORAGE_FAILED, "cannot copy the sample to " + target + ": " + e.getMessage(), e);
        }
    }

    private AgentException missing(@Nullable IOException cause) {
        return new AgentException(
                ErrorCode.CONFIGURATION, "the installation has no sample: " + demo + " is incomplete", cause);
    }
}
