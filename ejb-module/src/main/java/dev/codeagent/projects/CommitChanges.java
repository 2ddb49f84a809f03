package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.FileVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files that a commit changes, also in submodules, with their contents. The number of git processes does not depend on
 * the number of files.
 */
final class CommitChanges {
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final long MAX_TOTAL_BYTES = 16 << 20;

    /**
     * A repository that the commit changes.
     *
     * @param prefix the directory of a submodule with a slash, or empty
     */
    private record Part(Git git, String commit, String prefix) {}

    private record Change(Git git, FileVersion before, FileVersion after) {
        private Stream<FileVersion> versions() {
            return Stream.of(before, after).filter(FileVersion::isPresent);
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Change> changes = new HashMap<>();
    private final Map<String, String> contents = new HashMap<>();
    private long totalBytes;

    private CommitChanges() {}

    static CommitChanges read(Repository repository, String commit) {
        var result = new CommitChanges();
        result.add(repository, commit + "~1", commit, "");
        return result;
    }

    private void add(Repository repository, String from, String to, String prefix) {
        Git git = repository.git();
        parts.add(new Part(git, to, prefix));
        String[] raw = new String(
                        git.runForBytes(
                                "diff-tree", "-r", "--no-renames", "--ignore-submodules=none", "--raw", "-z", from, to),
                        StandardCharsets.ISO_8859_1)
                .split("\0");
        for (int i = 0; i + 1 < raw.length; i += 2) {
            String[] fields = raw[i].substring(1).split(" ");
            var before = new FileVersion(fields[0], fields[2]);
            var after = new FileVersion(fields[1], fields[3]);
            String path = prefix + GitPaths.display(raw[i + 1]);
            if (before.isGitlink() && after.isGitlink()) {
                repository
                        .openSubmodule(raw[i + 1])
                        .repository()
                        .ifPresent(module -> add(module, before.blob(), after.blob(), path + "/"));
            } else {
                changes.put(path, new Change(git, before, after));
            }
        }
    }

    /** Reads the contents of the files, unless they are large. */
    void load(Collection<String> paths) {
        var wanted = new HashMap<Git, Set<String>>();
        for (String path : paths) {
            Change change = changes.get(path);
            if (change != null) {
                change.versions()
                        .filter(FileVersion::isRegularFile)
                        .forEach(version -> wanted.computeIfAbsent(change.git(), git -> new HashSet<>())
                                .add(version.blob()));
            }
        }
        wanted.forEach((git, blobs) -> {
            var small = new ArrayList<String>();
            for (String answer : check(git, blobs)) {
                String[] fields = answer.split(" ");
                if (fields.length == 3 && isSmall(Long.parseLong(fields[2]))) {
                    small.add(fields[0]);
                }
            }
            if (!small.isEmpty()) {
                new GitCommitFiles(git, "", "")
                        .readBlobs(small)
                        .forEach((blob, bytes) -> contents.put(blob, new String(bytes, StandardCharsets.UTF_8)));
            }
        });
    }

    private boolean isSmall(long size) {
        if (size > MAX_FILE_BYTES || totalBytes + size > MAX_TOTAL_BYTES) {
            return false;
        }
        totalBytes += size;
        return true;
    }

    /** One line for each name: the id, type and size, or that there is no such object. */
    private static List<String> check(Git git, Collection<String> names) {
        byte[] input = (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
        var arguments = List.of("cat-file", "--batch-check");
        return Git.requireSuccess(arguments, git.call(Map.of(), input, arguments))
                .text()
                .lines()
                .toList();
    }

    /** Whether all versions of the file are regular files; also false if the commit does not change it. */
    boolean isRegular(String path) {
        Change change = changes.get(path);
        return change != null && change.versions().allMatch(FileVersion::isRegularFile);
    }

    /** Whether the contents of all versions of the file were read. */
    boolean isLoaded(String path) {
        Change change = changes.get(path);
        return isRegular(path)
                && change != null
                && change.versions().map(FileVersion::blob).allMatch(contents::containsKey);
    }

    /** The content before the commit; empty if the file is new or was not read. */
    Optional<String> before(String path) {
        return Optional.ofNullable(changes.get(path)).flatMap(change -> content(change.before()));
    }

    /** The content in the commit; empty if the file was deleted or not read. */
    Optional<String> after(String path) {
        return Optional.ofNullable(changes.get(path)).flatMap(change -> content(change.after()));
    }

    private Optional<String> content(FileVersion version) {
        return Optional.ofNullable(contents.get(version.blob()));
    }

    /** Those of the files that the commit contains. */
    Set<String> existing(Collection<String> paths) {
        var wanted = new HashMap<Part, List<String>>();
        for (String path : paths) {
            Part owner = parts.getFirst();
            for (Part part : parts) {
                if (path.startsWith(part.prefix())
                        && part.prefix().length() >= owner.prefix().length()) {
                    owner = part;
                }
            }
            wanted.computeIfAbsent(owner, part -> new ArrayList<>()).add(path);
        }
        var found = new HashSet<String>();
        wanted.forEach((part, names) -> {
            List<String> answers = check(
                    part.git(),
                    names.stream()
                            .map(name -> part.commit() + ":"
                                    + name.substring(part.prefix().length()))
                            .toList());
            for (int i = 0; i < names.size(); i++) {
                if (!answers.get(i).endsWith(" missing")) {
                    found.add(names.get(i));
                }
            }
        });
        return found;
    }
}
