package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A git directory of the server's own that shows the objects and refs of somebody's repository. Its configuration is
 * written by the server, so whatever the repository's configuration, hooks and attributes name is never run: git does
 * not read them. Small files with patterns are copied, because the originals may be pipes or devices.
 *
 * @param directory the git directory, in the data directory
 */
record GitView(Path directory) {
    /** The file with attributes of the user, which rank below those in the working tree. */
    static final String ATTRIBUTES = "attributes";

    /** A link to the objects of the user's repository; {@code objects} also contains those of the server. */
    static final String USER_OBJECTS = "user-objects";

    /** A file that exists if the repository is a partial clone. */
    static final String PARTIAL = "partial";

    /** A file that exists if the attribute {@code filter} counts: in a repository of the user. */
    static final String FILTERS = "filters";
    /** A file that exists if the server runs git-lfs; it contains the path of the directory with the objects. */
    static final String LFS = "lfs";

    private static final int MAX_PATTERNS = 1 << 20;
    private static final int MAX_SHALLOW = 16 << 20;

    /**
     * Creates or updates it. Synchronized, because runs of a project start together.
     *
     * @param workTree the working tree of the repository
     */
    void update(RepositoryLayout layout, Path workTree, RepositoryConfig user) {
        synchronized (GitView.class) {
            try {
                Files.createDirectories(directory.resolve("info"));
            } catch (IOException e) {
                throw failed(e);
            }
            RepositoryConfig config = RepositoryConfig.read(layout, workTree, user, directory.resolve("parsed"));
            boolean own = !layout.commonDir().equals(directory.resolveSibling("shadow.git"));
            Optional<LfsFilter> lfs = own && !config.values().containsKey("lfs.storage")
                    ? LfsFilter.find(layout.commonDir(), System.getenv())
                    : Optional.empty();
            replace(directory.resolve("HEAD"), (layout.head() + "\n").getBytes(StandardCharsets.ISO_8859_1));
            String file = config.toFile()
                    + config.requiredFilters()
                    + lfs.map(LfsFilter::toFile).orElse("");
            replace(directory.resolve("config"), file.getBytes(StandardCharsets.UTF_8));
            copy(layout.commonDir().resolve("shallow"), "shallow", MAX_SHALLOW);
            Path snapshots = directory.resolveSibling("snapshots.git");
            new SnapshotRepository(snapshots).update(layout.objects(), file, directory);
            link(USER_OBJECTS, layout.objects());
            link("objects", snapshots.resolve("objects").toAbsolutePath());
            link("refs", layout.refs());
            link("packed-refs", layout.packedRefs());
            if (config.hasReftable()) {
                link("reftable", layout.commonDir().resolve("reftable"));
            }
            for (GitView marked : List.of(this, new GitView(snapshots))) {
                marked.mark(PARTIAL, layout.isPartial() ? Optional.of("") : Optional.empty());
                marked.mark(FILTERS, own ? Optional.of("") : Optional.empty());
                marked.mark(LFS, lfs.map(filter -> filter.storage().toString()));
            }
            copy(layout.gitDir().resolve("info/sparse-checkout"), "info/sparse-checkout", MAX_PATTERNS);
            copy(layout.commonDir().resolve("info/attributes"), "info/attributes", MAX_PATTERNS);
            replace(directory.resolve(ATTRIBUTES), config.patterns("core.attributesfile"));
            // The last pattern that matches counts, and those of the repository rank above those of the user.
            replace(
                    directory.resolve("info/exclude"),
                    join(
                            config.patterns("core.excludesfile"),
                            RepositoryFiles.read(layout.commonDir().resolve("info/exclude"), MAX_PATTERNS)
                                    .orElse(new byte[0])));
        }
    }

    private static byte[] join(byte[] first, byte[] second) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.write('\n');
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    private void mark(String name, Optional<String> content) {
        if (content.isPresent()) {
            replace(directory.resolve(name), content.get().getBytes(StandardCharsets.UTF_8));
        } else {
            delete(directory.resolve(name));
        }
    }

    private void copy(Path source, String name, int maxBytes) {
        Optional<byte[]> content = RepositoryFiles.read(source, maxBytes);
        Path target = directory.resolve(name);
        if (content.isPresent()) {
            replace(target, content.get());
        } else {
            delete(target);
        }
    }

    private void link(String name, Path target) {
        Path link = directory.resolve(name);
        try {
            if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(target)) {
                Path partial = directory.resolve(name + ".new");
                Files.deleteIfExists(partial);
                Files.createSymbolicLink(partial, target);
                Files.move(partial, link, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Writes a file if its content is different; another process may be reading it. */
    static void replace(Path file, byte[] content) {
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Arrays.equals(Files.readAllBytes(file), content)) {
                return;
            }
            Path partial = Files.createTempFile(file.getParent(), "partial", ".new");
            Files.write(partial, content);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static AgentException failed(IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new AgentException(
                full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_FAILED,
                "the server's view of a repository cannot be written: " + e.getMessage(),
                e);
    }
}
