package dev.codeagent.config;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Maps paths of the host, which clients send, to paths of the server's container and back. Without mounts, both are
 * equal. The server stores and shows host paths only.
 *
 * @param mounts the bind mounts of the server's container, longest host path first
 */
public record PathMapping(List<Mount> mounts) {
    public static final PathMapping IDENTITY = new PathMapping(List.of());

    /** A directory of the host and its path in the container, both without a trailing slash. */
    public record Mount(String host, String container) {
        private boolean isWindowsPath() {
            return host.matches("[A-Za-z]:.*");
        }

        /**
         * The part of the path below this mount's host directory, with {@code /} as separator; empty if it is outside.
         */
        private Optional<String> relativeToHost(String path) {
            String directory = isWindowsPath() ? host.replace('\\', '/').toLowerCase(Locale.ROOT) : host;
            String normalized = normalize(isWindowsPath() ? path.replace('\\', '/') : path);
            return relativize(directory, isWindowsPath() ? normalized.toLowerCase(Locale.ROOT) : normalized)
                    .map(relativePath -> normalized.substring(normalized.length() - relativePath.length()));
        }

        private Optional<String> relativeToContainer(String path) {
            return relativize(container, path);
        }

        private String toHost(String relativePath) {
            return host + (host.contains("\\") ? relativePath.replace('/', '\\') : relativePath);
        }

        private static Optional<String> relativize(String directory, String path) {
            boolean inside = path.equals(directory) || path.startsWith(directory + "/");
            return inside ? Optional.of(path.substring(directory.length())) : Optional.empty();
        }
    }

    public PathMapping {
        mounts = mounts.stream()
                .sorted(Comparator.comparing((Mount m) -> m.host().length()).reversed())
                .toList();
    }

    /**
     * Parses {@code HOST:CONTAINER,…}, the short syntax of volumes in Compose files. Ignores a mount without a host
     * path.
     *
     * @param base the directory that relative host paths start from; if empty, mounts with a relative host path are
     * ignored
     */
    public static PathMapping parse(String text, String base) {
        var mounts = new ArrayList<Mount>();
        for (String entry : text.split(",")) {
            int colon = entry.lastIndexOf(":/");
            String host = colon < 1 ? "" : entry.substring(0, colon).strip();
            boolean absolute = host.startsWith("/") || host.matches("[A-Za-z]:.*");
            if (!host.isEmpty() && (absolute || !base.isEmpty())) {
                String directory = absolute ? host : base + "/" + host;
                mounts.add(new Mount(
                        directory.contains("\\") ? directory.replaceFirst("\\\\+$", "") : normalize(directory),
                        normalize(entry.substring(colon + 1).strip())));
            }
        }
        return new PathMapping(mounts);
    }

    /**
     * The server's path of a directory that a client names with its path on the host or in the container.
     *
     * @throws AgentException INVALID_VALUE if no mount contains the path
     */
    public Path toLocalPath(String path) {
        if (mounts.isEmpty()) {
            return Path.of(path);
        }
        for (Mount mount : mounts) {
            Optional<String> relativePath = mount.relativeToHost(path);
            if (relativePath.isPresent()) {
                return Path.of(mount.container() + relativePath.get());
            }
        }
        String normalized = normalize(path);
        return mounts.stream().anyMatch(m -> m.relativeToContainer(normalized).isPresent())
                ? Path.of(normalized)
                : rejectUnmounted(path);
    }

    /** Whether the host has a path for a directory of the server. */
    public boolean isMounted(Path local) {
        return mounts.isEmpty()
                || mounts.stream()
                        .anyMatch(m -> m.relativeToContainer(local.toString()).isPresent());
    }

    /**
     * The host's path of a directory of the server.
     *
     * @throws AgentException INVALID_VALUE if no mount contains the path
     */
    public String toHostPath(Path local) {
        return mounts.stream()
                .filter(m -> m.relativeToContainer(local.toString()).isPresent())
                .max(Comparator.comparing(m -> m.container().length()))
                .map(m -> m.toHost(m.relativeToContainer(local.toString()).get()))
                .orElseGet(() -> mounts.isEmpty()
                        ? local.toString()
                        : rejectUnmounted(local.toString()).toString());
    }

    private Path rejectUnmounted(String path) {
        var mounted = mounts.stream().map(m -> m.host() + " (as " + m.container() + ")");
        throw new AgentException(
                ErrorCode.INVALID_VALUE,
                "'" + path + "' is not in a directory that is mounted into the server's container; mounted: "
                        + String.join(", ", mounted.toList())
                        + ". Set PROJECT_PATH in .env to a directory that contains it and run `docker-compose up -d`");
    }

    private static String normalize(String path) {
        return Path.of(path).normalize().toString();
    }
}
