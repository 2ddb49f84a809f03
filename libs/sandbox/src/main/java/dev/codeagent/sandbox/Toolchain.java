package dev.codeagent.sandbox;

import dev.codeagent.diagnostics.InstalledJdks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The build programs of the user: the JDK of {@code JAVA_HOME} or of the PATH (otherwise that of the server), Maven of
 * the PATH, and the other JDKs of the machine, for projects that need them.
 */
public record Toolchain(Path jdk, Optional<Path> maven, List<Path> otherJdks) {

    public static Toolchain detect(Map<String, String> environment) {
        Optional<Path> named = Optional.ofNullable(environment.get("JAVA_HOME")).map(Path::of);
        Path jdk = named.filter(Toolchain::isJdk)
                .or(() -> findProgram(environment, "javac").map(Path::getParent).map(Path::getParent))
                .filter(Toolchain::isJdk)
                .orElse(Path.of(System.getProperty("java.home")));
        Optional<Path> maven = findProgram(environment, "mvn")
                .map(Path::getParent)
                .map(Path::getParent)
                .filter(Toolchain::isMaven);
        List<Path> otherJdks = InstalledJdks.find(environment, Path.of(System.getProperty("user.home"))).stream()
                .filter(home -> !home.equals(resolveLinks(jdk)))
                .filter(Toolchain::isJdk)
                .toList();
        return new Toolchain(jdk, maven, otherJdks);
    }

    /** The user's Maven settings. They contain mirrors and possibly passwords, so only the preparation gets them. */
    public static Optional<Path> mavenSettings() {
        return Optional.of(Path.of(System.getProperty("user.home"), ".m2", "settings.xml"))
                .filter(Files::isRegularFile);
    }

    /**
     * The directory is mounted into sandboxes, so it must have what only a JDK has: a script named javac in a directory of
     * the user is not enough.
     */
    static boolean isJdk(Path home) {
        boolean hasClasses =
                Stream.of("lib/modules", "jre/lib/rt.jar").map(home::resolve).anyMatch(Files::isRegularFile);
        return hasClasses
                && Files.isExecutable(home.resolve("bin/java"))
                && Files.isExecutable(home.resolve("bin/javac"))
                && Files.isRegularFile(home.resolve("release"))
                && !containsUserHome(home);
    }

    private static boolean isMaven(Path home) {
        return contains(home.resolve("boot"), "plexus-classworlds") // The class loader that starts Maven.
                && contains(home.resolve("lib"), "maven-core")
                && !containsUserHome(home);
    }

    private static boolean contains(Path directory, String jarPrefix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.startsWith(jarPrefix) && name.endsWith(".jar"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whatever was unpacked there, a home directory and those above it contain more. */
    private static boolean containsUserHome(Path directory) {
        return resolveLinks(Path.of(System.getProperty("user.home"))).startsWith(resolveLinks(directory));
    }

    /** A program on the PATH, with links resolved. */
    static Optional<Path> findProgram(Map<String, String> environment, String name) {
        return Stream.of(environment.getOrDefault("PATH", "/usr/bin:/bin").split(java.io.File.pathSeparator))
                .filter(dir -> !dir.isBlank())
                .map(dir -> Path.of(dir).resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Toolchain::resolveLinks);
    }

    private static Path resolveLinks(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }
}
