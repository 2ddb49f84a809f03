package dev.codeagent.projects;

import dev.codeagent.projects.RunPatch.FileVersion;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A temporary git index, which leaves the user's index unchanged. Names are the bytes of paths, each as one character.
 */
record TemporaryIndex(Git git, Path file) {

    TemporaryIndex readTree(String tree) {
        git.runWithIndex(file, new byte[0], "read-tree", tree);
        return this;
    }

    /** Removes absent entries and then adds the others, because a directory may replace a file. */
    void update(Map<String, FileVersion> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var removed = new ByteArrayOutputStream();
        var updated = new ByteArrayOutputStream();
        entries.forEach(
                (name, version) -> (version.isPresent() ? updated : removed).writeBytes(indexInfoLine(name, version)));
        removed.writeBytes(updated.toByteArray());
        git.runWithIndex(file, removed.toByteArray(), "update-index", "-z", "--index-info");
    }

    private static byte[] indexInfoLine(String name, FileVersion version) {
        String entry = version.isPresent()
                ? version.mode() + " " + version.blob()
                : "0 " + "0".repeat(version.blob().length());
        return (entry + "\t" + name + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    void applyPatch(byte[] patch) {
        git.runWithIndex(file, patch, "apply", "--cached", "--binary", "--whitespace=nowarn", "-");
    }

    /** Updates the named entries from the working tree. */
    void addFromWorkingTree(Collection<String> names) {
        if (git.hasFilesInHead()) {
            addFromHead(names);
            return;
        }
        git.runWithIndex(
                file,
                names.isEmpty() ? new byte[0] : GitPaths.join(names),
                "update-index",
                "--add",
                "--remove",
                "--replace",
                "-z",
                "--stdin");
    }

    private void addFromHead(Collection<String> names) {
        Map<String, FileVersion> files = TreeEntries.list(git, "HEAD");
        var absent = new FileVersion(
                FileVersion.ABSENT_MODE, "0".repeat(git.run("rev-parse", "HEAD").length()));
        var entries = new LinkedHashMap<String, FileVersion>();
        names.forEach(name -> entries.put(name, files.getOrDefault(name, absent)));
        update(entries);
    }

    /** Removes all entries in the directories. */
    void removeBelow(Collection<String> directories) {
        if (!directories.isEmpty()) {
            remove(list("ls-files", "-z").stream()
                    .filter(name -> directories.stream().anyMatch(d -> GitPaths.isIn(d, name)))
                    .toList());
        }
    }

    /** Removes the named entries. */
    void remove(List<String> names) {
        git.runWithIndex(
                file,
                names.isEmpty() ? new byte[0] : GitPaths.join(names),
                "update-index",
                "--force-remove",
                "-z",
                "--stdin");
    }

    /** Stages all changes of the working tree that the pathspecs match. */
    void addAll(List<String> pathspecs) {
        git.runWithIndex(file, GitPaths.join(pathspecs), "add", "-A", "--pathspec-from-file=-", "--pathspec-file-nul");
    }

    /** The names that no ignore rule matches. */
    List<String> withoutIgnored(List<String> names) {
        if (names.isEmpty()) {
            return names;
        }
        Git.CommandResult ignored = git.call(
                Map.of("GIT_INDEX_FILE", file.toString()),
                GitPaths.join(names),
                List.of("check-ignore", "--no-index", "-z", "--stdin"));
        List<String> found = GitPaths.split(ignored.output());
        return names.stream().filter(name -> !found.contains(name)).toList();
    }

    /** The names that git lists with {@code -z}. */
    List<String> list(String... arguments) {
        var command = List.of(arguments);
        return GitPaths.split(Git.requireSuccess(
                        command, git.call(Map.of("GIT_INDEX_FILE", file.toString()), new byte[0], command))
                .output());
    }

    String writeTree() {
        return git.writeTree(file);
    }

    /** Three-way merge of whole files; {@link #findUnmerged} returns the files that this leaves unmerged. */
    void mergeTrees(String base, String ours, String theirs) {
        git.runWithIndex(file, new byte[0], "read-tree", "-i", "-m", "--aggressive", base, ours, theirs);
    }

    /** The versions base, ours and theirs of each unmerged file; a missing version is absent. */
    Map<String, FileVersion[]> findUnmerged() {
        Git.CommandResult result =
                git.call(Map.of("GIT_INDEX_FILE", file.toString()), new byte[0], List.of("ls-files", "-u", "-z"));
        var found = new LinkedHashMap<String, FileVersion[]>();
        for (String line : new String(result.output(), StandardCharsets.ISO_8859_1).split("\0")) {
            if (!line.isEmpty()) {
                String[] fields = line.substring(0, line.indexOf('\t')).split(" ");
                var none = new FileVersion(FileVersion.ABSENT_MODE, "0".repeat(fields[1].length()));
                FileVersion[] sides = found.computeIfAbsent(
                        line.substring(line.indexOf('\t') + 1), n -> new FileVersion[] {none, none, none});
                sides[Integer.parseInt(fields[2]) - 1] = new FileVersion(fields[0], fields[1]);
            }
        }
        return found;
    }
}
