package dev.codeagent.projects;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the server is installed. A project there would let a patch change the server.
 *
 * @param directory contains {@code codeagent} and {@code config}; it is no project
 * @param trees neither these directories nor anything below are projects
 */
public record ServerInstallation(Path directory, List<Path> trees) {
    private static final Path BUILD_OUTPUT = Path.of("ear", "micro", "target", "server");

    /**
     * The whole installation. Of a checkout of the sources only what the server reads, because its build and its tests
     * make projects below.
     *
     * @param serverDirectory contains the server's jar: the output of the build in a checkout and in the image, else a
     *     directory of the installation
     */
    public static ServerInstallation of(Path serverDirectory) {
        Path home = serverDirectory.toAbsolutePath().normalize();
        Path root = home;
        for (int i = 0; i < (home.endsWith(BUILD_OUTPUT) ? BUILD_OUTPUT.getNameCount() : 1); i++) {
            Path parent = root.getParent();
            if (parent == null || parent.getParent() == null) {
                // The root of the file system is no installation.
                return new ServerInstallation(home, List.of(home));
            }
            root = parent;
        }
        boolean checkout = Files.exists(root.resolve("pom.xml"));
        return new ServerInstallation(
                root, checkout ? List.of(home, root.resolve("config"), root.resolve("codeagent")) : List.of(root));
    }
}
