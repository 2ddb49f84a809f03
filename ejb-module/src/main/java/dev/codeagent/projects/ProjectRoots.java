package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
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
    private static final Duration KEYS_KEPT = Duration.ofSeconds(10);
    private static final AtomicReference<@Nullable KnownKeys> KNOWN_KEYS = new AtomicReference<>();

    /**
     * The identities of directories that are never projects; each command needs them, and they change rarely.
     *
     * @param users identifies the content of the file of users
     */
    private record KnownKeys(String users, long readAtNanos, Set<Object> system, Set<Object> homes) {
        boolean isCurrent(String currentUsers) {
            return users.equals(currentUsers) && System.nanoTime() - readAtNanos < KEYS_KEPT.toNanos();
        }
    }

    private final Path dataDirectory;
    private final Optional<Path> keyDirectory;
    private final Optional<ServerInstallation> installation;

    /**
     * @param keyDirectory contains the key of stored credentials
     * @param installation the server's own files
     */
    public ProjectRoots(Path dataDirectory, Optional<Path> keyDirectory, Optional<ServerInstallation> installation) {
        this.dataDirectory = dataDirectory;
        this.keyDirectory = keyDirectory;
        this.installation = installation;
    }

    public ProjectRoots(Path dataDirectory, Optional<Path> keyDirectory) {
        this(dataDirectory, keyDirectory, Optional.empty());
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

    /** Whether it is a directory of the system; asked for each directory above a project. */
    boolean isSystemDirectory(Path local, String name) {
        Path directory = realPath(local);
        return Stream.of(directory.toString(), normalize(name))
                        .flatMap(path -> systemReason(path).stream())
                        .anyMatch(SYSTEM::equals)
                || isAmong(fileKey(directory), knownKeys().system());
    }

    private Optional<String> findReason(Path local, String name) {
        return reason(realPath(local)).or(() -> systemReason(normalize(name)));
    }

    private Optional<String> reason(Path directory) {
        Optional<String> system = systemReason(directory.toString());
        if (system.isPresent()) {
            return system;
        }
        Object key = fileKey(directory);
        return privateReason(directory, key, dataDirectory, "the server's data")
                .or(() -> keyDirectory.flatMap(keys -> privateReason(directory, key, keys, "the server's keys")))
                .or(() -> installation.flatMap(installed -> installationReason(directory, key, installed)))
                .or(() -> isAmong(key, knownKeys().homes()) ? Optional.of("it is a home directory") : Optional.empty())
                .or(() -> isAmong(key, knownKeys().system()) ? Optional.of(SYSTEM) : Optional.empty());
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
    private static Optional<String> privateReason(
            Path directory, @Nullable Object key, Path privateDirectory, String what) {
        Path real = realPath(privateDirectory);
        for (Path parent = real; parent != null; parent = parent.getParent()) {
            if (isSame(directory, key, parent, fileKey(parent))) {
                return Optional.of(
                        (parent.equals(real) ? "it is the directory of " : "it contains ") + what + ", " + real);
            }
        }
        Object privateKey = fileKey(real);
        Path samples = real.resolve("demo");
        Object samplesKey = fileKey(samples);
        for (Path parent = directory; parent != null; parent = parent.getParent()) {
            Object parentKey = parent.equals(directory) ? key : fileKey(parent);
            if (isSame(parent, parentKey, samples, samplesKey)) {
                return Optional.empty();
            }
            if (isSame(parent, parentKey, real, privateKey)) {
                return Optional.of("it is in the directory of " + what + ", " + real);
            }
        }
        return Optional.empty();
    }

    /** Rejects the installation and what is in it, except in the data directory, which has its own rules. */
    private Optional<String> installationReason(Path directory, @Nullable Object key, ServerInstallation installed) {
        Path root = realPath(installed.directory());
        if (isSame(directory, key, root, fileKey(root))) {
            return Optional.of("it is the directory of the server's installation, " + root);
        }
        Path data = realPath(dataDirectory);
        Object dataKey = fileKey(data);
        List<Path> trees =
                installed.trees().stream().map(ProjectRoots::realPath).toList();
        for (Path parent = directory; parent != null; parent = parent.getParent()) {
            Path current = parent;
            Object parentKey = fileKey(current);
            if (isSame(current, parentKey, data, dataKey)) {
                return Optional.empty();
            }
            if (trees.stream().anyMatch(tree -> isSame(current, parentKey, tree, fileKey(tree)))) {
                return Optional.of("it is in the directory of the server's installation, " + root);
            }
        }
        return Optional.empty();
    }

    /** Two names of one directory, also through another mount or in another case. */
    private static boolean isSame(Path a, @Nullable Object keyOfA, Path b, @Nullable Object keyOfB) {
        return a.equals(b) || keyOfA != null && keyOfA.equals(keyOfB);
    }

    private static boolean isAmong(@Nullable Object key, Set<Object> keys) {
        return key != null && keys.contains(key);
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
            BasicFileAttributes attributes =
                    path.getFileSystem().provider().readAttributesIfExists(path, BasicFileAttributes.class);
            return attributes == null ? null : attributes.fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static KnownKeys knownKeys() {
        String users = stampOfUsers();
        KnownKeys known = KNOWN_KEYS.get();
        if (known == null || !known.isCurrent(users)) {
            known = new KnownKeys(users, System.nanoTime(), fileKeys(SYSTEM_DIRECTORIES), fileKeys(homes()));
            KNOWN_KEYS.set(known);
        }
        return known;
    }

    private static String stampOfUsers() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(USERS, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return ""; // For example because users are in a directory service; their homes are known by name.
        }
    }

    private static Set<Object> fileKeys(List<String> paths) {
        return paths.stream().flatMap(path -> Stream.ofNullable(fileKey(path))).collect(Collectors.toUnmodifiableSet());
    }

    /** The home directories of all users that the server knows, and its own. */
    private static List<String> homes() {
        var own = Stream.of(System.getProperty("user.home"), System.getenv().getOrDefault("HOME", ""));
        return Stream.concat(own, homesOfUsers().stream())
                .filter(home -> !home.isEmpty())
                .distinct()
                .toList();
    }

    private static List<String> homesOfUsers() {
        try {
            return readHomes();
        } catch (IOException e) {
            return List.of();
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
