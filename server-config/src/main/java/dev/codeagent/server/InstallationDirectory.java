package dev.codeagent.server;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the server is installed, which says where its configuration is. The directory in which a user starts it does
 * not: it may be a repository of somebody else.
 *
 * @param root contains {@code codeagent} and {@code config}
 * @param home the server directory in it, which contains the server's jar
 */
record InstallationDirectory(Path root, Path home) {
    private static final Path BUILD_OUTPUT = Path.of("ear", "micro", "target", "server");

    /** In a checkout and in the image the server directory is the output of the build, else it is in the root. */
    static InstallationDirectory of(Path home) {
        Path root = home;
        for (int i = 0; i < (home.endsWith(BUILD_OUTPUT) ? BUILD_OUTPUT.getNameCount() : 1); i++) {
            root = Objects.requireNonNull(root.getParent());
        }
        return new InstallationDirectory(root, home);
    }

    /**
     * Payara and its libraries read files of the working directory ({@code auth.conf}, {@code secrets}), which Java
     * cannot change. So it must be a directory of the installation, of the named configuration, or {@code /}.
     *
     * @param named the file of {@code --config}
     * @throws StartupException if it is another directory
     */
    void requireTrusted(Path workingDirectory, Optional<Path> named) {
        boolean installed = home.startsWith(workingDirectory) && workingDirectory.startsWith(root);
        boolean configured = named.map(Configuration::baseDirectory)
                .filter(workingDirectory::equals)
                .isPresent();
        if (!installed && !configured && workingDirectory.getParent() != null) {
            throw new StartupException("the server does not start in " + workingDirectory
                    + ", because it would read files from there; start it in " + root
                    + ", as `codeagent up` does, or name a configuration file of this directory with --config");
        }
    }
}
