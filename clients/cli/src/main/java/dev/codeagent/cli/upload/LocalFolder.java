package dev.codeagent.cli.upload;

import dev.codeagent.cli.exit.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of the user, found as the server finds one of its own machine: the repository that contains it, or the folder
 * if there is none.
 *
 * @param root the root of the repository, or the folder
 * @param folder where the user is, relative to the root with slashes; empty for the root
 * @param repository empty if there is none
 */
record LocalFolder(Path root, String folder, Optional<UserRepository> repository) {

    /**
     * What is read of the user's repository.
     *
     * @param gitDir what is separate for each working tree
     * @param commonDir refs and configuration
     * @param head the commit that is checked out; empty if there is none yet
     * @param complete whether it has the history and all objects of HEAD
     * @param settings the effective settings of git
     */
    record UserRepository(
            Path gitDir,
            Path commonDir,
            Path objects,
            String head,
            String objectFormat,
            boolean complete,
            Map<String, String> settings) {}

    /** @param home the home directory of the user, which is not uploaded as a whole */
    static LocalFolder find(Path directory, Path home) {
        Path real = realPath(directory);
        if (isTooLarge(real, realPath(home))) {
            return new LocalFolder(real, "", Optional.empty());
        }
        ClientGit git = ClientGit.ofUser(real);
        ClientGit.Result top = git.call(new byte[0], "rev-parse", "--show-toplevel");
        if (top.exitCode() != 0) {
            if (!top.error().contains("not a git repository")) {
                throw CliException.usageError(
                        real + " cannot be uploaded: " + top.error().strip());
            }
            return new LocalFolder(real, "", Optional.empty());
        }
        Path root = realPath(Path.of(top.text()));
        if (isTooLarge(root, realPath(home))) {
            return new LocalFolder(real, "", Optional.empty()); // As the server does with settings in a home directory.
        }
        String folder = root.relativize(real).toString().replace('\\', '/');
        return new LocalFolder(root, folder, Optional.of(read(ClientGit.ofUser(root), root)));
    }

    private static UserRepository read(ClientGit git, Path root) {
        Map<String, String> settings = settings(git);
        ClientGit.Result head = git.call(new byte[0], "rev-parse", "--verify", "--quiet", "HEAD^{commit}");
        boolean shallow = git.run("rev-parse", "--is-shallow-repository").equals("true");
        boolean partial = settings.containsKey("extensions.partialclone")
                || settings.keySet().stream().anyMatch(key -> key.startsWith("remote.") && key.endsWith(".promisor"));
        return new UserRepository(
                root.resolve(git.run("rev-parse", "--git-dir")),
                root.resolve(git.run("rev-parse", "--git-common-dir")),
                root.resolve(git.run("rev-parse", "--git-path", "objects")),
                head.exitCode() == 0 ? head.text() : "",
                git.run("rev-parse", "--show-object-format"),
                !shallow && !partial,
                settings);
    }

    /** The last value of a key counts; each byte is one character. */
    private static Map<String, String> settings(ClientGit git) {
        var values = new HashMap<String, String>();
        for (String entry : git.names(new byte[0], "config", "--list", "-z")) {
            String[] keyAndValue = entry.split("\n", 2);
            values.put(keyAndValue[0], keyAndValue.length > 1 ? keyAndValue[1] : "true");
        }
        return values;
    }

    void requireAllowed(Path home) {
        if (isTooLarge(root, realPath(home))) {
            throw CliException.usageError("--project: " + root
                    + " is not uploaded, because it is or contains a home directory; use the directory of one project");
        }
    }

    private static boolean isTooLarge(Path directory, Path home) {
        return directory.getParent() == null || home.startsWith(directory);
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw CliException.unreadableFile(path, e);
        }
    }

    /** The last part of its path, for people. */
    String name() {
        return String.valueOf(root.getFileName());
    }

    /** The content of a file with patterns that a setting names, or git's default; empty if there is none. */
    byte[] patterns(String key, String defaultName, Path home) {
        String value = repository
                .map(r -> new String(
                        r.settings().getOrDefault(key, "").getBytes(StandardCharsets.ISO_8859_1),
                        StandardCharsets.UTF_8))
                .orElse("");
        Path file = value.isEmpty()
                ? configHome(home).resolve("git").resolve(defaultName)
                : value.startsWith("~/") ? home.resolve(value.substring(2)) : root.resolve(value);
        return read(file);
    }

    private static Path configHome(Path home) {
        Path configured = Path.of(System.getenv().getOrDefault("XDG_CONFIG_HOME", ""));
        return configured.isAbsolute() ? configured : home.resolve(".config");
    }

    static byte[] read(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            return new byte[0]; // Git ignores it too.
        }
    }

    /** Whether the root has a directory of this name that is no link. */
    boolean isDirectory(String name) {
        return Files.isDirectory(root.resolve(ClientGit.display(name)), LinkOption.NOFOLLOW_LINKS);
    }
}
