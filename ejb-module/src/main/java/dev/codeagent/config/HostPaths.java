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
public record HostPaths(List<Mount> mounts) {
    public static final HostPaths SAME = new HostPaths(List.of());

    /** A folder of the host and where the container has it, both without a slash at the end. */
    public record Mount(String host, String container) {
        private boolean windows() {
            return host.matches("[A-Za-z]:.*");
        }

        /** What comes after this mount's folder on the host, with {@code /} between names. */
        private Optional<String> belowHost(String path) {
            String folder = windows() ? host.replace('\\', '/').toLowerCase(Locale.ROOT) : host;
            String plain = normal(windows() ? path.replace('\\', '/') : path);
            return below(folder, windows() ? plain.toLowerCase(Locale.ROOT) : plain)
                    .map(rest -> plain.substring(plain.length() - rest.length()));
        }

        private Optional<String> belowContainer(String path) {
            return below(container, path);
        }

        private String toHost(String rest) {
            return host + (host.contains("\\") ? rest.replace('/', '\\') : rest);
        }

        private static Optional<String> below(String folder, String path) {
            boolean inside = path.equals(folder) || path.startsWith(folder + "/");
            return inside ? Optional.of(path.substring(folder.length())) : Optional.empty();
        }
    }

    public HostPaths {
        mounts = mounts.stream()
                .sorted(Comparator.comparing((Mount m) -> m.host().length()).reversed())
                .toList();
    }

    /**
     * Reads {@code HOST:CONTAINER,…} as compose files write their mounts; one without a host is left out.
     *
     * @param base what a host path that is not absolute is relative to; where it is empty, such a mount is left out
     */
    public static HostPaths of(String text, String base) {
        var mounts = new ArrayList<Mount>();
        for (String entry : text.split(",")) {
            int colon = entry.lastIndexOf(":/");
            String host = colon < 1 ? "" : entry.substring(0, colon).strip();
            boolean absolute = host.startsWith("/") || host.matches("[A-Za-z]:.*");
            if (!host.isEmpty() && (absolute || !base.isEmpty())) {
                String folder = absolute ? host : base + "/" + host;
                mounts.add(new Mount(
                        folder.contains("\\") ? folder.replaceFirst("\\\\+$", "") : normal(folder),
                        normal(entry.substring(colon + 1).strip())));
            }
        }
        return new HostPaths(mounts);
    }

    /** Where the server finds what a client calls {@code path}: a folder of the host, or one of the container. */
    public Path local(String path) {
        if (mounts.isEmpty()) {
            return Path.of(path);
        }
        for (Mount mount : mounts) {
            Optional<String> rest = mount.belowHost(path);
            if (rest.isPresent()) {
                return Path.of(mount.container() + rest.get());
            }
        }
        String plain = normal(path);
        return mounts.stream().anyMatch(m -> m.belowContainer(plain).isPresent()) ? Path.of(plain) : uncovered(path);
    }

    /** What the user's machine calls a folder of the server's. */
    public String host(Path local) {
        return mounts.stream()
                .filter(m -> m.belowContainer(local.toString()).isPresent())
                .max(Comparator.comparing(m -> m.container().length()))
                .map(m -> m.toHost(m.belowContainer(local.toString()).get()))
                .orElseGet(() -> mounts.isEmpty()
                        ? local.toString()
                        : uncovered(local.toString()).toString());
    }

    private Path uncovered(String path) {
        var given = mounts.stream().map(m -> m.host() + " (as " + m.container() + ")");
        throw new AgentException(
                ErrorCode.INVALID_VALUE,
                "'" + path + "' is in no folder that the server's container was given; it has "
                        + String.join(", ", given.toList())
                        + ". Set PROJECT_PATH in .env to a folder that holds it and call `docker-compose up -d`");
    }

    private static String normal(String path) {
        return Path.of(path).normalize().toString();
    }
}
