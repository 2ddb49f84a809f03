package dev.codeagent.cli.command;

import dev.codeagent.cli.exit.CliException;
import dev.codeagent.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

/** Copies the bundled library to a new folder, without build output. */
final class DemoProject {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    private DemoProject() {}

    static Path copy(Path source, Path parent) {
        if (!Files.isDirectory(source)) {
            throw CliException.usageError("the demo is incomplete: " + source + " is missing");
        }
        Path target = parent.resolve(TIMESTAMP.format(LocalDateTime.now(ZoneId.systemDefault())))
                .resolve(artifactId(source));
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path from :
                    paths.filter(p -> !isBuildOutput(source.relativize(p))).toList()) {
                Path to = target.resolve(source.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(from, to);
                }
            }
            return target;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.SERVER, "cannot copy the demo project to " + target + ": " + e.getMessage(), e);
        }
    }

    private static boolean isBuildOutput(Path relative) {
        return relative.startsWith("target") || relative.startsWith(".git");
    }

    /** The library's artifactId: the first one in its pom, because the pom has no parent. */
    private static String artifactId(Path source) {
        try (Stream<String> lines = Files.lines(source.resolve("pom.xml"))) {
            return lines.map(String::strip)
                    .filter(line -> line.matches("<artifactId>[A-Za-z0-9._-]+</artifactId>"))
                    .map(line -> line.replaceAll("</?artifactId>", ""))
                    .findFirst()
                    .orElse("library");
        } catch (IOException e) {
            return "library";
        }
    }
}
