package dev.codeagent.projects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where the parts of a repository are, found without git, which would read the repository's configuration. Everything
 * is checked that git would open or write: it is what git creates there, and no link leads elsewhere unnoticed.
 *
 * @param gitDir what is separate for each working tree: {@code HEAD}
 * @param commonDir objects, refs and configuration
 * @param followed what leads out of the project's directory, and its target: a {@code .git} file or link, another
 *     common directory, linked parts, alternates
 */
record RepositoryLayout(
        Path gitDir, Path commonDir, Path objects, Path refs, Path packedRefs, Map<String, Path> followed) {
    static final int MAX_SMALL_FILE = 4 << 10;
    private static final String BRANCH = "ref: refs/";
    private static final String ALTERNATE = "alternate ";
    private static final int MAX_ALTERNATES = 64 << 10;
    private static final int MAX_ALTERNATE_DEPTH = 5;
    private static final int MAX_PACKS = 20_000;
    private static final long MAX_PACKED_REFS = 256L << 20;

    /**
     * The repository whose working tree is this directory; empty if there is none.
     *
     * @throws dev.codeagent.api.error.AgentException WORKSPACE_FAILED if it contains something that git does not create
     */
    static Optional<RepositoryLayout> find(Path project) {
        var followed = new TreeMap<String, Path>();
        Path dotGit = project.resolve(".git");
        Optional<BasicFileAttributes> attributes = RepositoryFiles.attributes(dotGit);
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        Path gitDir = dotGit;
        if (attributes.get().isSymbolicLink()) {
            gitDir = follow(followed, ".git", dotGit);
        } else if (!attributes.get().isDirectory()) {
            String text = RepositoryFiles.readLine(dotGit, MAX_SMALL_FILE).orElse("");
            if (!text.startsWith("gitdir: ")) {
                return Optional.empty();
            }
            gitDir = follow(followed, ".git", resolve(project, text.substring("gitdir: ".length())));
        }
        return of(gitDir, followed);
    }

    /** The layout of a git directory; empty if it is none. */
    static Optional<RepositoryLayout> of(Path gitDir, Map<String, Path> followedSoFar) {
        var followed = new TreeMap<>(followedSoFar);
        if (RepositoryFiles.readLine(gitDir.resolve("HEAD"), MAX_SMALL_FILE).isEmpty()) {
            return Optional.empty();
        }
        Optional<String> common = RepositoryFiles.readLine(gitDir.resolve("commondir"), MAX_SMALL_FILE);
        Path commonDir = common.isPresent() ? follow(followed, "commondir", resolve(gitDir, common.get())) : gitDir;
        if (RepositoryFiles.attributes(commonDir.resolve("objects")).isEmpty()
                || RepositoryFiles.attributes(commonDir.resolve("refs")).isEmpty()) {
            return Optional.empty();
        }
        var layout = new RepositoryLayout(
                gitDir,
                commonDir,
                followLink(followed, commonDir, "objects"),
                followLink(followed, commonDir, "refs"),
                followLink(followed, commonDir, "packed-refs"),
                followed);
        layout.check();
        layout.followAlternates(layout.objects, 0);
        return Optional.of(layout);
    }

    /** The path, or the target if it is a link. */
    private static Path followLink(Map<String, Path> followed, Path directory, String name) {
        Path path = directory.resolve(name);
        boolean link = RepositoryFiles.attributes(path)
                .map(BasicFileAttributes::isSymbolicLink)
                .orElse(false);
        return link ? follow(followed, name, path) : path;
    }

    private static Path follow(Map<String, Path> followed, String name, Path path) {
        try {
            Path target = path.toRealPath();
            followed.put(name, target);
            return target;
        } catch (IOException e) {
            throw RepositoryFiles.refused(path, "does not exist");
        }
    }

    private static Path resolve(Path base, String path) {
        try {
            return base.resolve(path).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw RepositoryFiles.refused(base, "names a path that is none");
        }
    }

    private void check() {
        RepositoryFiles.isRealDirectory(refs);
        for (String directory :
                new String[] {"heads", "heads/codeagent", "codeagent", "codeagent/base", "codeagent/accepted"}) {
            RepositoryFiles.isRealDirectory(refs.resolve(directory));
        }
        // Files with patterns are read from it.
        RepositoryFiles.isRealDirectory(gitDir.resolve("info"));
        RepositoryFiles.isRealDirectory(commonDir.resolve("info"));
        checkPackedRefs();
        checkHead();
        RepositoryFiles.requirePlainEntries(objects, true, MAX_PACKS);
        RepositoryFiles.requirePlainEntries(objects.resolve("pack"), true, MAX_PACKS);
        RepositoryFiles.requirePlainEntries(objects.resolve("info"), true, MAX_PACKS);
        RepositoryFiles.requirePlainEntries(objects.resolve("info/commit-graphs"), false, MAX_PACKS);
    }

    private void checkPackedRefs() {
        RepositoryFiles.attributes(packedRefs).ifPresent(attributes -> {
            RepositoryFiles.requireRegularFile(packedRefs, attributes);
            if (attributes.size() > MAX_PACKED_REFS) {
                throw RepositoryFiles.refused(packedRefs, "is larger than " + (MAX_PACKED_REFS >> 20) + " MiB");
            }
        });
    }

    /** The branch that is checked out is the only ref that git opens and that the repository chooses. */
    private void checkHead() {
        String head = new String(head().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (!head.startsWith(BRANCH)) {
            return;
        }
        try {
            Path ref = refs.resolve(head.substring(BRANCH.length()));
            for (Path parent = ref.getParent(); parent != null && !parent.equals(refs); parent = parent.getParent()) {
                RepositoryFiles.isRealDirectory(parent);
            }
            RepositoryFiles.attributes(ref)
                    .filter(a -> !a.isDirectory()) // The branch is packed, and others are below its name.
                    .ifPresent(a -> RepositoryFiles.requireRegularFile(ref, a));
        } catch (InvalidPathException e) {
            // The server's locale cannot express the name. Git can, and is stopped if the ref is a pipe.
        }
    }

    /** A branch or a commit, {@code ref: refs/heads/main}; each byte is a character. */
    String head() {
        String head = RepositoryFiles.read(gitDir.resolve("HEAD"), MAX_SMALL_FILE)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).strip())
                .orElse("");
        boolean branch = head.matches(BRANCH + "[^\\s\\p{Cntrl}]+") && !head.contains("..");
        if (!branch && !head.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw RepositoryFiles.refused(gitDir.resolve("HEAD"), "is neither a branch nor a commit");
        }
        return head;
    }

    private void followAlternates(Path store, int depth) {
        Path file = store.resolve("info/alternates");
        String text = RepositoryFiles.read(file, MAX_ALTERNATES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        for (String line : text.split("\n")) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            // Git follows what Java would read as another name, or as none.
            boolean otherName = line.isBlank() || line.startsWith("\"") || !line.matches("[^\\p{Cntrl}\uFFFD]+");
            if (otherName || depth == MAX_ALTERNATE_DEPTH) {
                throw RepositoryFiles.refused(
                        file, "names an object directory that the server does not follow: " + line);
            }
            Path target = resolve(store, line);
            if (Files.isDirectory(target)) { // Git ignores a missing one.
                Path real = follow(followed, ALTERNATE + target.normalize(), target);
                if (!store.equals(real)) {
                    RepositoryFiles.requirePlainEntries(real.resolve("pack"), true, MAX_PACKS);
                    followAlternates(real, depth + 1);
                }
            }
        }
    }

    /** Whether objects may be missing because git fetches them when it needs them: then packs are marked. */
    boolean isPartial() {
        return Stream.concat(
                        Stream.of(objects),
                        followed.entrySet().stream()
                                .filter(e -> e.getKey().startsWith(ALTERNATE))
                                .map(Map.Entry::getValue))
                .anyMatch(store -> RepositoryFiles.hasEntry(store.resolve("pack"), "*.promisor"));
    }

    /** Whether everything belongs to the project's directory, so that nothing had to be followed. */
    boolean isPlain() {
        return followed.isEmpty();
    }

    /**
     * Rejects a target that does not belong to the owner of the project: the project might read, or write to, somebody
     * else's repository with the server's rights.
     */
    void requireOwner(Path project) {
        try {
            var owner = Files.getOwner(project, LinkOption.NOFOLLOW_LINKS);
            for (Map.Entry<String, Path> entry : followed.entrySet()) {
                if (!Files.getOwner(entry.getValue()).equals(owner)) {
                    throw RepositoryFiles.refused(
                            project,
                            "uses " + entry.getValue() + " ('" + entry.getKey() + "'), which does not belong to "
                                    + owner.getName() + ", the owner of the project");
                }
            }
        } catch (IOException e) {
            throw RepositoryFiles.unreadable(project, e);
        }
    }
}
