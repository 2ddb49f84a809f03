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
 * Where the server finds the folders that clients name. Without mounts a path means the same to both; in a container a
 * folder of the user's machine lies below the mount that covers it. What is stored and shown is always the user's path.
 *
 * @param mounts the longest host path first
 */
public record PathMapping(List<Mount> mounts) {
    public static final PathMapping IDENTITY = new PathMapping(List.of());

    /** A folder of the host and where the container has it, both without a slash at the end. */
    public record Mount(String host, String container) {
        private boolean isWindowsPath() {
            return host.matches("[A-Za-z]:.*");
        }

        /** What comes after this mount's folder on the host, with {@code /} between names. */
        private Optional<String> relativeToHost(String path) {
            String folder = isWindowsPath() ? host.replace('\\', '/').toLowerCase(Locale.ROOT) : host;
            String normalized = normalize(isWindowsPath() ? path.replace('\\', '/') : path);
            return relativize(folder, isWindowsPath() ? normalized.toLowerCase(Locale.ROOT) : normalized)
                    .map(relativePath -> normalized.substring(normalized.length() - relativePath.length()));
        }

        private Optional<String> relativeToContainer(String path) {
            return relativize(container, path);
        }

        private String toHost(String relativePath) {
            return host + (host.contains("\\") ? relativePath.replace('/', '\\') : relativePath);
        }

        private static Optional<String> relativize(String folder, String path) {
            boolean inside = path.equals(folder) || path.startsWith(folder + "/");
            return inside ? Optional.of(path.substring(folder.length())) : Optional.empty();
        }
    }

    public PathMapping {
        mounts = mounts.stream()
                .sorted(Comparator.comparing((Mount m) -> m.host().length()).reversed())
                .toList();
    }

    /**
     * Reads {@code HOST:CONTAINER,…} as compose files write their mounts; one without a host is left out.
     *
     * @param base what a host path that is not absolute is relative to; where it is empty, such a mount is left out
     */
    public static PathMapping parse(String text, String base) {
        var mounts = new ArrayList<Mount>();
        for (String entry : text.split(",")) {
            int colon = entry.lastIndexOf(":/");
            String host = colon < 1 ? "" : entry.substring(0, colon).strip();
            boolean absolute = host.startsWith("/") || host.matches("[A-Za-z]:.*");
            if (!host.isEmpty() && (absolute || !base.isEmpty())) {
                String folder = absolute ? host : base + "/" + host;
                mounts.add(new Mount(
                        folder.contains("\\") ? folder.replaceFirst("\\\\+$", "") : normalize(folder),
                        normalize(entry.substring(colon + 1).strip())));
            }
        }
        return new PathMapping(mounts);
    }

    /** Where the server finds what a client calls {@code path}: a folder of the host, or one of the container. */
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

    /** What the user's machine calls a folder of the server's. */
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
                "'" + path + "' is in no folder that the server's container was given; it has "
                        + String.join(", ", mounted.toList())
                        + ". Set PROJECT_PATH in .env to a folder that holds it and call `docker-compose up -d`");
    }

    private static String normalize(String path) {
        return Path.of(path).normalize().toString();
    }
}
