package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directories in which agents may work. Directories of the system, home directories as a whole, and those with the
 * server's data or keys are none: an agent would read, and its patch would change, much more than a project.
 */
public final class ProjectRoots {
    /** Neither these directories nor anything below. */
    private static final List<String> SYSTEM_TREES =
            List.of("/etc", "/proc", "/sys", "/dev", "/boot", "/private/etc", "/System");
    /** These directories themselves. */
    private static final List<String> SYSTEM_DIRECTORIES = List.of(
            "/",
            "/bin",
            "/home",
            "/lib",
            "/lib32",
            "/lib64",
            "/root",
            "/run",
            "/sbin",
            "/tmp",
            "/usr",
            "/usr/bin",
            "/usr/lib",
            "/usr/local",
            "/usr/sbin",
            "/usr/share",
            "/var",
            "/var/home",
            "/var/lib",
            "/var/log",
            "/var/tmp",
            "/Users",
            "/Library",
            "/Applications",
            "/private",
            "/private/var",
            "/Volumes");

    private static final List<String> HOME_PARENTS = List.of("/home", "/Users", "/var/home");
    /** A memory file system that every user may write to. */
    private static final String SHARED_MEMORY = "/dev/shm/";

    private static final String SYSTEM = "it is a directory of the system";

    private static final Path USERS = Path.of("/etc/passwd");
    private static final int HOME_FIELD = 5;
    private static volatile KnownHomes knownHomes = new KnownHomes("", List.of());

    /**
     * The home directories in the file of users.
     *
     * @param stamp identifies the content of the file
     */
    private record KnownHomes(String stamp, List<String> homes) {}

    private final Path dataDirectory;
    private final Optional<Path> keyDirectory;

    /** @param keyDirectory contains the key of stored credentials */
    public ProjectRoots(Path dataDirectory, Optional<Path> keyDirectory) {
        this.dataDirectory = dataDirectory;
        this.keyDirectory = keyDirectory;
    }

    /**
     * Rejects a directory in which agents must not work.
     *
     * @param local the server's path
     * @param name the path as the user knows it; on another file system than the server's if that runs in a container
     * @throws AgentException INVALID_VALUE with the reason and what to do
     */
    void requireAllowed(Path local, String name) {
        findReason(local, name).ifPresent(reason -> {
            throw new AgentException(
                    ErrorCode.INVALID_VALUE,
                    "'" + name + "' cannot be a project: " + reason
                            + "; use the directory of one project, for example a subdirectory");
        });
    }

    boolean isAllowed(Path local, String name) {
        return findReason(local, name).isEmpty();
    }

    boolean isSystemDirectory(Path local, String name) {
        return findReason(local, name).filter(SYSTEM::equals).isPresent();
    }

    private Optional<String> findReason(Path local, String name) {
        return reason(realPath(local)).or(() -> systemReason(normalize(name)));
    }

    private Optional<String> reason(Path directory) {
        Optional<String> system = systemReason(directory.toString());
        return system.or(() -> privateReason(directory, dataDirectory, "the server's data"))
                .or(() -> keyDirectory.flatMap(keys -> privateReason(directory, keys, "the server's keys")))
                .or(() -> isSameAsAny(directory, homes()) ? Optional.of("it is a home directory") : Optional.empty())
                .or(() -> isSameAsAny(directory, SYSTEM_DIRECTORIES.stream()) ? Optional.of(SYSTEM) : Optional.empty());
    }

    /** By name: the host of a container has these directories where the container does not see them. */
    private static Optional<String> systemReason(String path) {
        boolean system = SYSTEM_DIRECTORIES.contains(path)
                || SYSTEM_TREES.stream().anyMatch(tree -> path.equals(tree) || path.startsWith(tree + "/"))
                        && !path.startsWith(SHARED_MEMORY);
        if (system) {
            return Optional.of(SYSTEM);
        }
        boolean home = HOME_PARENTS.stream().anyMatch(parent -> path.matches(parent + "/[^/]+"));
        return home ? Optional.of("it is a home directory") : Optional.empty();
    }

    private static String normalize(String name) {
        try {
            return Path.of(name).normalize().toString();
        } catch (InvalidPathException e) {
            return name;
        }
    }

    /** Rejects the private directory, what contains it and what is in it, except the sample projects. */
    private static Optional<String> privateReason(Path directory, Path privateDirectory, String what) {
        Path real = realPath(privateDirectory);
        for (Path parent = real; parent != null; parent = parent.getParent()) {
            if (isSame(directory, parent)) {
                return Optional.of(
                        (parent.equals(real) ? "it is the directory of " : "it contains ") + what + ", " + real);
            }
        }
        Path samples = real.resolve("demo");
        for (Path parent = directory; parent != null; parent = parent.getParent()) {
            if (isSame(parent, samples)) {
                return Optional.empty();
            }
            if (isSame(parent, real)) {
                return Optional.of("it is in the directory of " + what + ", " + real);
            }
        }
        return Optional.empty();
    }

    /** Two names of one directory, also through another mount or in another case. */
    private static boolean isSame(Path a, Path b) {
        return a.equals(b) || fileKey(a) != null && java.util.Objects.equals(fileKey(a), fileKey(b));
    }

    private static boolean isSameAsAny(Path directory, Stream<String> others) {
        Object key = fileKey(directory);
        return key != null && others.anyMatch(other -> key.equals(fileKey(other)));
    }

    private static @Nullable Object fileKey(String path) {
        try {
            return fileKey(Path.of(path));
        } catch (InvalidPathException e) {
            return null; // The server's locale cannot express the name, so no project has it.
        }
    }

    private static @Nullable Object fileKey(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** The home directories of all users that the server knows, and its own. */
    private static Stream<String> homes() {
        var own = Stream.of(System.getProperty("user.home"), System.getenv().getOrDefault("HOME", ""));
        return Stream.concat(own, homesOfUsers().stream())
                .filter(home -> !home.isEmpty())
                .distinct();
    }

    /** Each command needs them, and the file changes rarely. */
    private static List<String> homesOfUsers() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(USERS, BasicFileAttributes.class);
            String stamp = attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
            KnownHomes known = knownHomes;
            if (!known.stamp().equals(stamp)) {
                known = new KnownHomes(stamp, readHomes());
                knownHomes = known;
            }
            return known.homes();
        } catch (IOException e) {
            return List.of(); // For example because users are in a directory service; their homes are known by name.
        }
    }

    private static List<String> readHomes() throws IOException {
        String users = new String(Files.readAllBytes(USERS), StandardCharsets.UTF_8);
        return users.lines()
                .map(line -> line.split(":"))
                .filter(fields -> fields.length > HOME_FIELD && fields[HOME_FIELD].startsWith("/"))
                .map(fields -> fields[HOME_FIELD])
                .toList();
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
