package dev.codeagent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The build programs of the user: the JDK of {@code JAVA_HOME} or of the PATH (otherwise that of the server), and Maven
 * of the PATH.
 */
public record Toolchain(Path jdk, Optional<Path> maven) {

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
        return new Toolchain(jdk, maven);
    }

    /** The user's Maven settings. They contain mirrors and possibly passwords, so only the preparation gets them. */
    public static Optional<Path> mavenSettings() {
        return Optional.of(Path.of(System.getProperty("user.home"), ".m2", "settings.xml"))
                .filter(Files::isRegularFile);
    }

    private static boolean isJdk(Path home) {
        return Files.isExecutable(home.resolve("bin/javac")) && Files.isDirectory(home.resolve("lib"));
    }

    /** The directory is mounted into sandboxes, so a script named mvn in a directory of the user is not enough. */
    private static boolean isMaven(Path home) {
        return Files.isDirectory(home.resolve("boot")) && Files.isDirectory(home.resolve("lib"));
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
