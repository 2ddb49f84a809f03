package dev.codeagent.projects;

import dev.codeagent.api.digest.Sha256;
import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileEntry;
import dev.codeagent.api.file.FileService;
import dev.codeagent.api.file.WriteCondition;
import dev.codeagent.api.file.WrittenFile;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * The working tree of a project and its submodules: what git tracks, and what it does not track and does not ignore.
 *
 * @param visible removes the names that are ignored for another reason
 */
record WorkingFiles(Repository repository, UnaryOperator<List<String>> visible) implements FileTree {
    @Override
    public SortedSet<String> names() {
        var names = new TreeSet<String>();
        collect(repository, "", new HashSet<>(Set.of(repository.layout().gitDir())), names);
        return new TreeSet<>(visible.apply(List.copyOf(names)));
    }

    private static void collect(Repository repository, String prefix, Set<Path> gitDirs, Set<String> names) {
        Set<String> registered = repository.listSubmodules();
        withIndex(repository, index -> {
            IndexListing listing = IndexListing.of(index);
            var own = new TreeSet<>(listing.names());
            index.list("ls-files", "-z", "-d").forEach(own::remove);
            own.removeIf(name -> name.endsWith("/"));
            own.addAll(listing.untrackedRepositories());
            Set<String> gitlinks = listing.gitlinks().keySet();
            for (String name : own) {
                Optional<Repository> module = registered.contains(name) && repository.isDirectory(name)
                        ? repository.openSubmodule(name).repository()
                        : Optional.empty();
                if (module.isPresent() && gitDirs.add(module.get().layout().gitDir())) {
                    collect(module.get(), prefix + name + "/", gitDirs, names);
                } else if (!gitlinks.contains(name) || repository.isDirectory(name)) {
                    names.add(prefix + name);
                }
            }
            return true;
        });
    }

    private static <T> T withIndex(Repository repository, java.util.function.Function<TemporaryIndex, T> work) {
        Git git = repository.git();
        String head = repository.head();
        return Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(git, file);
            return work.apply(head.isEmpty() ? index : index.readTree(head));
        });
    }

    private LinkFreeTree tree() {
        return new LinkFreeTree(repository.git().workTree());
    }

    @Override
    public Optional<FileEntry> find(String name) {
        return tree().attributes(name).map(attributes -> {
            boolean file = attributes.isRegularFile();
            FileEntry.Type type = file
                    ? FileEntry.Type.FILE
                    : attributes.isDirectory() ? FileEntry.Type.REPOSITORY : FileEntry.Type.LINK;
            return new FileEntry(GitPaths.display(name), type, file ? attributes.size() : 0);
        });
    }

    @Override
    public Optional<FileContent> read(String name, ByteRange range) {
        return isPart(name) ? readNow(name, range) : Optional.empty();
    }

    private Optional<FileContent> readNow(String name, ByteRange range) {
        try (LinkFreeTree.OpenFile file = tree().open(name).orElse(null)) {
            if (file == null) {
                return Optional.empty();
            }
            long size = file.attributes().size();
            long start = Math.min(range.start(size), size);
            int count = (int) Math.min(Math.max(0, range.end(size) - start), FileService.MAX_READ_BYTES);
            return Optional.of(new FileContent(etag(file), size, start, file.read(start, count)));
        }
    }

    /** Of the content; of size, time and identity if it is large. */
    private static String etag(LinkFreeTree.OpenFile file) {
        BasicFileAttributes attributes = file.attributes();
        return attributes.size() <= FileService.MAX_READ_BYTES
                ? Sha256.hexOf(file.read(0, (int) attributes.size()))
                : Sha256.hexOf(attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey());
    }

    /** Whether git tracks the name, or neither tracks nor ignores it. */
    private boolean isPart(String name) {
        Place place = locate(name);
        boolean listed = withIndex(
                place.repository(),
                index -> index.list(listing(place.name(), "-c", "-o", "--exclude-standard"))
                        .contains(place.name()));
        return listed && !visible.apply(List.of(name)).isEmpty();
    }

    /** An argument of a process is text of the server's locale, so only a plain name can be one. */
    private static String[] listing(String name, String... options) {
        var arguments = new ArrayList<>(List.of("ls-files", "-z"));
        arguments.addAll(List.of(options));
        if (name.chars().allMatch(c -> c < 0x7f)) {
            arguments.addAll(List.of("--", ":(top,literal)" + name));
        }
        return arguments.toArray(String[]::new);
    }

    /** The innermost repository of a name, and the name in it. */
    private record Place(Repository repository, String name) {}

    /** @throws AgentException INVALID_VALUE if the name is in a repository that is not part of the project */
    private Place locate(String name) {
        Repository current = repository;
        int begin = 0;
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            String directory = name.substring(begin, end);
            if (current.isNestedRepository(directory)) {
                Repository.Submodule module = current.listSubmodules().contains(directory)
                        ? current.openSubmodule(directory)
                        : new Repository.Submodule(Optional.empty(), "it is a nested repository and not a submodule");
                current = module.repository()
                        .orElseThrow(() -> AgentException.invalidValue("'" + GitPaths.display(name)
                                + "' is in the repository '" + GitPaths.display(directory)
                                + "', which is not part of the project: " + module.reason()));
                begin = end + 1;
            }
        }
        return new Place(current, name.substring(begin));
    }

    @Override
    public void forEach(List<String> names, int maxBytes, BiPredicate<String, Optional<byte[]>> consumer) {
        LinkFreeTree tree = tree();
        for (String name : names) {
            boolean more = true;
            try (LinkFreeTree.OpenFile file = tree.open(name).orElse(null)) {
                if (file != null) {
                    boolean large = file.attributes().size() > maxBytes;
                    more = consumer.test(name, large ? Optional.empty() : Optional.of(file.read(0, maxBytes)));
                }
            }
            if (!more) {
                return;
            }
        }
    }

    WrittenFile write(String name, byte[] content, WriteCondition condition) {
        Place place = locate(name);
        requireNotIgnored(place, name);
        tree().write(name, content, () -> require(name, condition));
        return new WrittenFile(GitPaths.display(name), content.length, Sha256.hexOf(content));
    }

    private void requireNotIgnored(Place place, String name) {
        boolean ignored = withIndex(
                place.repository(),
                index -> !index.list(listing(place.name(), "-c")).contains(place.name())
                        && index.withoutIgnored(List.of(place.name())).isEmpty());
        if (ignored || visible.apply(List.of(name)).isEmpty()) {
            throw AgentException.invalidValue("'" + GitPaths.display(name)
                    + "' is ignored by git, so it is not part of the project and no run would see it");
        }
    }

    private void require(String name, WriteCondition condition) {
        Optional<BasicFileAttributes> attributes = tree().attributes(name);
        attributes.filter(a -> !a.isRegularFile()).ifPresent(a -> {
            throw AgentException.invalidValue(
                    "'" + GitPaths.display(name) + "' is " + RepositoryFiles.describe(a) + "; only files are written");
        });
        String current = attributes
                .flatMap(a -> readNow(name, new ByteRange(0, 0)))
                .map(FileContent::etag)
                .orElse("");
        boolean met = condition.equals(WriteCondition.EXISTS)
                ? !current.isEmpty()
                : condition.etag().equals(current);
        if (!met) {
            throw new AgentException(
                    ErrorCode.PRECONDITION_FAILED,
                    current.isEmpty()
                            ? "'" + GitPaths.display(name) + "' does not exist; send no If-Match to create it"
                            : "'" + GitPaths.display(name) + "' exists with the ETag \"" + current
                                    + "\"; read it again and send its ETag in If-Match");
        }
    }

    /** Without names that a repository above ignores. */
    static UnaryOperator<List<String>> without(Optional<EnclosingRepository> above, Path workTree) {
        return names -> {
            if (above.isEmpty() || names.isEmpty()) {
                return names;
            }
            Map<Boolean, List<String>> parted = names.stream()
                    .collect(java.util.stream.Collectors.partitioningBy(
                            new HashSet<>(above.get().ignored(above.get().subdirectoryOf(workTree), names))::contains));
            return parted.getOrDefault(false, List.of());
        };
    }
}
