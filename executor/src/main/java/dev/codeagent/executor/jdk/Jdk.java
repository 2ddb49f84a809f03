package dev.codeagent.executor.jdk;

import dev.codeagent.executor.files.RegularFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An installed JDK.
 *
 * @param version its feature version, for example 17
 */
public record Jdk(Path home, int version) {
    /** Where Linux distributions and images of containers have JDKs; the server mounts others into the second one. */
    private static final List<Path> DIRECTORIES =
            List.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"), Path.of("/opt"));

    private static final Pattern RELEASE = Pattern.compile("(?m)^JAVA_VERSION=\"([^\"]+)\"");

    /**
     * All JDKs, the oldest first.
     *
     * @param environment the variables of commands; {@code JAVA_HOME} is the default JDK
     */
    public static List<Jdk> findInstalled(Map<String, String> environment) {
        var homes = new ArrayList<Path>();
        Optional.ofNullable(environment.getOrDefault("JAVA_HOME", System.getenv("JAVA_HOME")))
                .filter(home -> !home.isBlank())
                .ifPresent(home -> homes.add(Path.of(home)));
        for (Path directory : DIRECTORIES) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                entries.forEach(homes::add);
            } catch (IOException e) {
                // The sandbox has none there.
            }
        }
        var found = new LinkedHashMap<Path, Jdk>();
        for (Path home : homes) {
            read(home).ifPresent(jdk -> found.putIfAbsent(jdk.home(), jdk));
        }
        return found.values().stream()
                .sorted(Comparator.comparingInt(Jdk::version))
                .toList();
    }

    private static Optional<Jdk> read(Path home) {
        try {
            Path real = home.toRealPath();
            if (!Files.isExecutable(real.resolve("bin/javac"))) {
                return Optional.empty(); // A runtime only.
            }
            Matcher release = RELEASE.matcher(
                    RegularFiles.readString(real.resolve("release").toRealPath()));
            return release.find() ? JavaVersion.parse(release.group(1)).map(v -> new Jdk(real, v)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
