package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.FileVersion;
import dev.codeagent.sandbox.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The state of a repository and its submodules that a run starts from, with uncommitted and untracked files. Git never
 * looks into a nested repository here: each submodule is a snapshot of its own, and other nested repositories are left
 * out.
 *
 * @param name the path of a submodule in its repository; empty for the project
 * @param commit the snapshot; {@link WorkspaceStore#baseRef} points to it
 * @param uncommitted whether it differs from the commit that is checked out
 * @param head the commit that is checked out; empty if there is none yet
 * @param hasGitlinks whether the commit contains repositories, so that the workspace needs another with their files
 * @param submodules the initialised submodules, whose names are relative to this repository
 * @param leftOut nested repositories that are not part of the snapshot, and files that are not or not as they are
 * @param notices what else the user has to know about the files
 */
record RepositorySnapshot(
        Repository repository,
        String name,
        String commit,
        boolean uncommitted,
        String head,
        boolean hasGitlinks,
        List<RepositorySnapshot> submodules,
        List<LeftOutPath> leftOut,
        List<String> notices) {

    RepositorySnapshot {
        notices = List.copyOf(notices);
        submodules = List.copyOf(submodules);
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Takes the snapshots and creates their refs; the listener hears what takes long.
     *
     * @param filter changes the index of the project's own repository after its files were added
     */
    static RepositorySnapshot take(
            Repository repository, RunId run, Consumer<TemporaryIndex> filter, ProgressListener listener) {
        return new Taker(
                        run,
                        filter,
                        listener,
                        new HashSet<>(Set.of(repository.layout().gitDir())))
                .take(repository, "");
    }

    /**
     * The commit of HEAD and nothing else, for a repository without a working tree. Its submodules are left out: their
     * addresses are not followed.
     *
     * @throws AgentException WORKSPACE_FAILED if the commit does not have the part of the repository
     */
    static RepositorySnapshot ofHead(Repository repository, RunId run, String subdirectory) {
        Git git = repository.git();
        String head = repository.head();
        String type = git.call(Map.of(), new byte[0], List.of("cat-file", "-t", head + ":" + subdirectory))
                .text();
        if (!type.strip().equals("tree")) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the branch has no directory '" + subdirectory + "', which is the part of the repository that this"
                            + " project is");
        }
        var leftOut = new ArrayList<LeftOutPath>();
        TreeEntries.list(git, head).forEach((name, version) -> {
            if (version.isGitlink()) {
                leftOut.add(new LeftOutPath(
                        GitPaths.display(name), "it is a submodule, and the server fetches no submodules"));
            }
        });
        SnapshotRepository.gitOf(git).run("update-ref", WorkspaceStore.baseRef(run), head);
        git.run("update-ref", WorkspaceStore.baseRef(run), head);
        return new RepositorySnapshot(
                repository, "", head, false, head, !leftOut.isEmpty(), List.of(), leftOut, List.of());
    }

    /** @param gitDirs the git directories that are used already: two submodules do not share one */
    private record Taker(RunId run, Consumer<TemporaryIndex> filter, ProgressListener listener, Set<Path> gitDirs) {

        RepositorySnapshot take(Repository repository, String name) {
            return SnapshotRepository.of(repository.git()).writing(() -> takeNow(repository, name));
        }

        private RepositorySnapshot takeNow(Repository repository, String name) {
            Git git = repository.git();
            Repository.Head checkedOut = repository.headWithTree();
            String head = checkedOut.commit();
            return Git.withTemporaryIndex(file -> {
                var index = new TemporaryIndex(git, file);
                if (!head.isEmpty()) {
                    index.readTree(head);
                }
                IndexListing listing = IndexListing.of(index);
                Map<String, FileVersion> recorded = listing.gitlinks();
                if (!recorded.isEmpty()) {
                    index.update(absent(recorded));
                    listing = IndexListing.of(index);
                }
                var nested = new NestedRepositories(this, repository, recorded);
                nested.classify(listing.untrackedRepositories());
                if (!nested.excluded.isEmpty()) {
                    index.removeBelow(nested.excluded);
                    listing = IndexListing.of(index);
                }
                FilteredFiles filtered = FilteredFiles.keep(index, listing);
                nested.excluded.addAll(filtered.untracked());
                nested.leftOut.addAll(filtered.leftOut());
                UntrackedFiles.addAllExceptBuildOutput(index, listing, nested.excluded, listener);
                if (name.isEmpty()) {
                    filter.accept(index);
                }
                index.update(nested.gitlinks);
                String tree = index.writeTree();
                boolean changed = !checkedOut.tree().equals(tree);
                String commit = changed
                        ? WorkspaceStore.commitTree(git, tree, head, "Uncommitted changes at the start of " + run)
                        : head;
                if (git.isPartial()) {
                    nested.leftOut.addAll(PartialCheckout.missingPaths(git, commit));
                }
                SnapshotRepository.gitOf(git).run("update-ref", WorkspaceStore.baseRef(run), commit);
                if (!head.isEmpty()) {
                    // Git's garbage collection keeps what the snapshot is based on.
                    git.run("update-ref", WorkspaceStore.baseRef(run), head);
                }
                return new RepositorySnapshot(
                        repository,
                        name,
                        commit,
                        changed,
                        head,
                        !nested.gitlinks.isEmpty(),
                        nested.submodules,
                        nested.leftOut,
                        filtered.notices());
            });
        }

        private static Map<String, FileVersion> absent(Map<String, FileVersion> gitlinks) {
            var absent = new LinkedHashMap<String, FileVersion>();
            gitlinks.forEach((n, version) -> absent.put(n, new FileVersion(FileVersion.ABSENT_MODE, version.blob())));
            return absent;
        }
    }

    /** What becomes of the gitlinks of a repository and the repositories in its working tree. */
    private static final class NestedRepositories {
        private final Taker taker;
        private final Repository repository;
        private final Map<String, FileVersion> recorded;
        private final List<RepositorySnapshot> submodules = new ArrayList<>();
        private final List<LeftOutPath> leftOut = new ArrayList<>();
        private final Map<String, FileVersion> gitlinks = new LinkedHashMap<>();
        /** The names that git must not look into. */
        private final List<String> excluded = new ArrayList<>();

        NestedRepositories(Taker taker, Repository repository, Map<String, FileVersion> recorded) {
            this.taker = taker;
            this.repository = repository;
            this.recorded = recorded;
        }

        void classify(List<String> untracked) {
            Set<String> registered = repository.listSubmodules();
            var names = new TreeSet<>(recorded.keySet());
            names.addAll(untracked);
            // A directory of files that becomes a submodule with the next commit.
            registered.stream().filter(repository::isNestedRepository).forEach(names::add);
            for (String name : names) {
                if (recorded.containsKey(name) && !repository.isRealDirectory(name)) {
                    continue; // The user deleted or replaced it, which is an uncommitted change.
                }
                if (registered.contains(name)) {
                    open(name);
                } else {
                    leaveOut(
                            name,
                            recorded.containsKey(name)
                                    ? "it is a nested repository that .gitmodules does not list"
                                    : "it is a nested repository and not a submodule");
                }
            }
        }

        private void open(String name) {
            Repository.Submodule submodule = repository.openSubmodule(name);
            if (submodule.repository().isEmpty()) {
                leaveOut(name, submodule.reason());
                return;
            }
            Repository module = submodule.repository().get();
            if (!objectFormat(module).equals(objectFormat(repository))) {
                leaveOut(name, "its repository has another object format");
            } else if (!taker.gitDirs().add(module.layout().gitDir())) {
                leaveOut(name, "another submodule uses the same repository");
            } else {
                take(name, module);
            }
        }

        private void take(String name, Repository module) {
            try {
                RepositorySnapshot snapshot = taker.take(module, name);
                submodules.add(snapshot);
                gitlinks.put(name, new FileVersion(FileVersion.GITLINK_MODE, snapshot.head()));
                excluded.add(name);
            } catch (AgentException e) {
                if (e.code() != ErrorCode.WORKSPACE_FAILED) {
                    throw e;
                }
                leaveOut(name, e.getMessage());
            }
        }

        private static String objectFormat(Repository repository) {
            return repository.git().run("rev-parse", "--show-object-format");
        }

        private void leaveOut(String name, String reason) {
            leftOut.add(new LeftOutPath(GitPaths.display(name), reason));
            excluded.add(name);
            FileVersion gitlink = recorded.get(name);
            if (gitlink != null) {
                gitlinks.put(name, gitlink);
            }
        }
    }

    /** Whether this repository, or a submodule, has a commit and changes that are not in it. */
    boolean isUncommittedIncluded() {
        return uncommitted && !head.isEmpty()
                || submodules.stream().anyMatch(RepositorySnapshot::isUncommittedIncluded);
    }

    /** The snapshots of all submodules by their names relative to the project, those that contain others first. */
    Map<String, String> listSubmodules() {
        var all = new LinkedHashMap<String, String>();
        submodules.forEach(s -> {
            all.put(s.name, s.commit);
            s.listSubmodules().forEach((name, commit) -> all.put(s.name + "/" + name, commit));
        });
        return all;
    }

    /** What is left out of this repository and its submodules; paths are relative to the project. */
    List<LeftOutPath> listLeftOut() {
        var all = new ArrayList<>(leftOut);
        submodules.forEach(s -> s.listLeftOut()
                .forEach(
                        left -> all.add(new LeftOutPath(GitPaths.display(s.name) + "/" + left.path(), left.reason()))));
        return all;
    }

    /** The notices of this repository and its submodules. */
    List<String> listNotices() {
        var all = new ArrayList<>(notices);
        submodules.forEach(
                s -> s.listNotices().forEach(text -> all.add("submodule " + GitPaths.display(s.name) + ": " + text)));
        return all;
    }
}
