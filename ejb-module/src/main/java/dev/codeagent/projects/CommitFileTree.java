package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.file.ByteRange;
import dev.codeagent.api.file.FileContent;
import dev.codeagent.api.file.FileEntry;
import dev.codeagent.api.file.FileService;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** The files of a commit. Nothing is read from a working tree. */
final class CommitFileTree implements FileTree {
    /** Git holds a file in memory. */
    private static final long MAX_BLOB_BYTES = 64L << 20;

    private static final int BATCH_BYTES = 16 << 20;

    private final Git git;
    private final String commit;
    private final SortedMap<String, Entry> entries = new TreeMap<>();

    /** @param size -1 if it is unknown, because a partial clone lacks the file */
    private record Entry(FileVersion version, long size) {
        boolean isFile() {
            return version.isRegularFile();
        }
    }

    CommitFileTree(Git git, String commit) {
        this.git = git;
        this.commit = commit;
        for (String line : GitPaths.split(git.runForBytes("ls-tree", "-r", "-z", "--long", "--full-tree", commit))) {
            String[] fields = line.substring(0, line.indexOf('\t')).split(" +");
            long size = fields[3].matches("[0-9]+") ? Long.parseLong(fields[3]) : -1;
            entries.put(line.substring(line.indexOf('\t') + 1), new Entry(new FileVersion(fields[0], fields[2]), size));
        }
    }

    @Override
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(entries.keySet()));
    }

    @Override
    public Optional<FileEntry> find(String name) {
        return Optional.ofNullable(entries.get(name)).map(entry -> {
            FileEntry.Type type = entry.isFile()
                    ? FileEntry.Type.FILE
                    : entry.version().isGitlink() ? FileEntry.Type.REPOSITORY : FileEntry.Type.LINK;
            return new FileEntry(GitPaths.display(name), type, entry.isFile() ? Math.max(0, entry.size()) : 0);
        });
    }

    @Override
    public Optional<FileContent> read(String name, ByteRange range) {
        Entry entry = entries.get(name);
        if (entry == null || !entry.isFile()) {
            return Optional.empty();
        }
        if (entry.size() < 0 || entry.size() > MAX_BLOB_BYTES) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "'" + GitPaths.display(name) + "' "
                            + (entry.size() < 0
                                    ? "is missing in the project's partial clone; fetch it with `git fetch --refetch"
                                            + " --no-filter`"
                                    : "has " + entry.size() + " bytes; at most " + MAX_BLOB_BYTES
                                            + " are read: use git in the project"));
        }
        byte[] blob = git.runForBytes("cat-file", "blob", entry.version().blob());
        int start = (int) Math.min(range.start(blob.length), blob.length);
        int end = (int) Math.min(Math.max(start, range.end(blob.length)), start + (long) FileService.MAX_READ_BYTES);
        return Optional.of(
                new FileContent(entry.version().blob(), blob.length, start, Arrays.copyOfRange(blob, start, end)));
    }

    @Override
    public void forEach(List<String> names, int maxBytes, BiPredicate<String, Optional<byte[]>> consumer) {
        var batch = new ArrayList<String>();
        long bytes = 0;
        for (String name : names) {
            Entry entry = entries.get(name);
            if (entry == null || !entry.isFile()) {
                continue;
            }
            boolean readable = isReadable(entry, maxBytes);
            if (readable && bytes + entry.size() > BATCH_BYTES) {
                if (!consume(batch, maxBytes, consumer)) {
                    return;
                }
                batch.clear();
                bytes = 0;
            }
            batch.add(name);
            bytes += readable ? entry.size() : 0;
        }
        consume(batch, maxBytes, consumer);
    }

    private static boolean isReadable(Entry entry, int maxBytes) {
        return entry.size() >= 0 && entry.size() <= maxBytes;
    }

    private boolean consume(List<String> batch, int maxBytes, BiPredicate<String, Optional<byte[]>> consumer) {
        List<String> blobs = batch.stream()
                .map(entries::get)
                .filter(entry -> isReadable(entry, maxBytes))
                .map(entry -> entry.version().blob())
                .distinct()
                .toList();
        var contents = blobs.isEmpty()
                ? java.util.Map.<String, byte[]>of()
                : new GitCommitFiles(git, commit, "").readBlobs(blobs);
        return batch.stream()
                .allMatch(name -> consumer.test(
                        name,
                        Optional.ofNullable(contents.get(Objects.requireNonNull(entries.get(name))
                                .version()
                                .blob()))));
    }
}
