package dev.codeagent.diagnostics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the JDKs of this machine: those of the distribution, and those that version managers install for the user. */
public final class InstalledJdks {
    private static final List<String> SYSTEM_DIRECTORIES = List.of("/usr/lib/jvm", "/opt/java", "/opt");
    /** In the home of the user: SDKMAN, IntelliJ IDEA, mise, asdf, and the toolchains that Gradle downloaded. */
    private static final List<String> USER_DIRECTORIES = List.of(
            ".sdkman/candidates/java",
            ".jdks",
            ".local/share/mise/installs/java",
            ".asdf/installs/java",
            ".gradle/jdks");

    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"([^\"]+)\"");

    private InstalledJdks() {}

    /** The homes of all JDKs, without links: first that of {@code JAVA_HOME}. */
    public static List<Path> find(Map<String, String> environment, Path userHome) {
        var candidates = new ArrayList<Path>();
        Optional.ofNullable(environment.get("JAVA_HOME"))
                .filter(home -> !home.isBlank())
                .ifPresent(home -> candidates.add(Path.of(home)));
        Stream.concat(
                        SYSTEM_DIRECTORIES.stream().map(Path::of),
                        USER_DIRECTORIES.stream().map(userHome::resolve))
                .forEach(directory -> addEntries(directory, candidates));
        var homes = new LinkedHashSet<Path>();
        for (Path candidate : candidates) {
            if (Files.isExecutable(candidate.resolve("bin/javac"))
                    && version(candidate).isPresent()) {
                homes.add(resolveLinks(candidate));
            }
        }
        return List.copyOf(homes);
    }

    private static void addEntries(Path directory, List<Path> candidates) {
        try (Stream<Path> entries = Files.list(directory)) {
            entries.sorted().forEach(candidates::add);
        } catch (IOException e) {
            // There is none.
        }
    }

    /** The version in the file that every JDK has, for example {@code 17.0.15}. */
    public static Optional<String> version(Path home) {
        try {
            Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
            return version.find() ? Optional.of(version.group(1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path resolveLinks(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }
}
