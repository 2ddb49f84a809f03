package dev.codeagent.projects;

import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the user's repository gets of a run: a commit with the patch, on a base that lacks the untracked files which the
 * patch does not change. They are large in some projects, and a merge of the branch would conflict with them.
 *
 * @param git the view of the user's repository
 * @param snapshot the commit that the run started from
 */
record PublishedBase(Git git, RunId run, String snapshot) {

    /**
     * Creates the commit.
     *
     * @param full the snapshot with the patch
     * @param earlier commits of this run that were published before; files in them stay, because the user may have
     *     applied them
     * @return the commit; its parent is the base
     */
    String createCommit(String full, List<String> earlier, String message) {
        String head = head();
        if (head.equals(snapshot)) {
            return full;
        }
        Set<String> left = new HashSet<>(changed(head.isEmpty() ? emptyTree() : head, snapshot, "--diff-filter=A"));
        left.removeAll(changed(snapshot, full));
        for (String commit : earlier) {
            left.removeAll(names(git.runForBytes("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)));
        }
        if (left.isEmpty()) {
            return full;
        }
        String base = WorkspaceStore.commitTree(
                git, without(snapshot, left), head, "Uncommitted changes at the start of " + run);
        return WorkspaceStore.commitTree(git, without(full, left), base, message);
    }

    /** The commit that was checked out when the run started; the snapshot itself if it has no further changes. */
    private String head() {
        String ref = WorkspaceStore.baseRef(run);
        return git.succeeds("rev-parse", "--verify", "--quiet", ref) ? git.run("rev-parse", ref) : "";
    }

    private String emptyTree() {
        return Git.withTemporaryIndex(index -> git.runWithIndex(index, new byte[0], "write-tree"));
    }

    private String without(String commit, Set<String> names) {
        Map<String, FileVersion> removed = new HashMap<>();
        var absent = new FileVersion(FileVersion.ABSENT_MODE, "0".repeat(commit.length()));
        names.forEach(name -> removed.put(name, absent));
        return Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(git, file).readTree(commit);
            index.update(removed);
            return index.writeTree();
        });
    }

    private List<String> changed(String from, String to, String... options) {
        var arguments = new java.util.ArrayList<>(
                List.of("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--ignore-submodules=all"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(from, to));
        return names(git.runForBytes(arguments.toArray(String[]::new)));
    }

    /** Each byte of a name is one character. */
    private static List<String> names(byte[] list) {
        return Arrays.stream(new String(list, StandardCharsets.ISO_8859_1).split("\0"))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * Copies a commit and what it needs into the user's repository, and then sets the ref. Objects that an ancestor has
     * are there already.
     *
     * @param ancestors commits of the user's repository
     */
    static void publish(Git git, String ref, String commit, List<String> ancestors) {
        var revisions = new StringBuilder(commit).append('\n');
        ancestors.forEach(ancestor -> revisions.append('^').append(ancestor).append('\n'));
        byte[] pack = git.runForBytes(
                Map.of(),
                revisions.toString().getBytes(StandardCharsets.US_ASCII),
                "pack-objects",
                "--revs",
                "--stdout",
                "--quiet");
        git.runForBytes(
                Map.of(
                        "GIT_OBJECT_DIRECTORY",
                        git.gitDir().resolve(GitView.USER_OBJECTS).toString()),
                pack,
                "unpack-objects",
                "-q");
        git.run("update-ref", ref, commit);
    }
}
