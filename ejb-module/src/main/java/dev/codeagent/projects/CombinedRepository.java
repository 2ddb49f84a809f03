package dev.codeagent.projects;

import dev.codeagent.api.error.AgentException;
import dev.codeagent.api.error.ErrorCode;
import dev.codeagent.api.run.RunId;
import dev.codeagent.projects.RunPatch.FileVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repository beside the workspace that shows a project and its submodules as one tree of files. It borrows the
 * objects of the user's repositories, and only its own trees and commits are in it: nothing of it is in the user's
 * repositories, where a tree without submodules would be useless.
 */
final class CombinedRepository {
    private static final String NAME = "combined.git";
    private static final int SHA256_LENGTH = 64;

    private CombinedRepository() {}

    /** The combined repository of a workspace; empty if its project contains no submodules. */
    static Optional<Git> find(Path homeDirectory, Path workTree) {
        Path directory = homeDirectory.resolve(NAME);
        return Files.exists(directory) ? Optional.of(new Git(directory, workTree)) : Optional.empty();
    }

    /** Creates it and returns its commit of the snapshot, to which {@link WorkspaceStore#baseRef} points. */
    static String create(Path homeDirectory, RepositorySnapshot snapshot, RunId run) {
        Path directory = homeDirectory.resolve(NAME);
        Git project = snapshot.repository().git();
        try {
            for (String name : List.of("objects/info", "objects/pack", "refs/heads", "info")) {
                Files.createDirectories(directory.resolve(name));
            }
            Files.writeString(directory.resolve("HEAD"), "ref: refs/heads/none\n");
            Files.writeString(
                    directory.resolve("config"), config(snapshot.commit().length() == SHA256_LENGTH));
            Files.write(directory.resolve("objects/info/alternates"), alternates(snapshot));
            Path shallow = project.gitDir().resolve("shallow");
            if (Files.exists(shallow)) {
                Files.copy(shallow, directory.resolve("shallow"));
            }
            if (isPartial(snapshot)) {
                Files.createFile(directory.resolve(GitView.PARTIAL));
            }
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
        var git = new Git(directory, project.workTree());
        String tree = combine(git, snapshot);
        String commit = WorkspaceStore.commitTree(git, tree, snapshot.head(), "The files at the start of " + run);
        git.run("update-ref", WorkspaceStore.baseRef(run), commit);
        return commit;
    }

    private static boolean isPartial(RepositorySnapshot snapshot) {
        return snapshot.repository().git().isPartial()
                || snapshot.submodules().stream().anyMatch(CombinedRepository::isPartial);
    }

    private static String config(boolean sha256) {
        return "[core]\n\tbare = false\n\trepositoryFormatVersion = "
                + (sha256 ? "1\n[extensions]\n\tobjectFormat = sha256\n" : "0\n");
    }

    private static byte[] alternates(RepositorySnapshot snapshot) throws IOException {
        var directories = new ArrayList<String>();
        addObjects(snapshot, directories);
        return String.join("\n", directories).concat("\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void addObjects(RepositorySnapshot snapshot, List<String> directories) throws IOException {
        String path = snapshot.repository().layout().objects().toRealPath().toString();
        if (path.chars().anyMatch(Character::isISOControl) || path.indexOf('\ufffd') >= 0) {
            throw new AgentException(
                    ErrorCode.WORKSPACE_FAILED,
                    "the path of a repository with submodules contains a control character: " + path
                            + "; move the project");
        }
        directories.add(path);
        directories.add(SnapshotRepository.of(snapshot.repository().git())
                .directory()
                .resolve("objects")
                .toRealPath()
                .toString());
        for (RepositorySnapshot submodule : snapshot.submodules()) {
            addObjects(submodule, directories);
        }
    }

    /** Writes a tree in which the files of each submodule replace its gitlink; other gitlinks are left out. */
    private static String combine(Git git, RepositorySnapshot snapshot) {
        var files = new LinkedHashMap<>(files(git, "", snapshot.commit()));
        snapshot.listSubmodules().forEach((name, commit) -> files.putAll(files(git, name + "/", commit)));
        return Git.withTemporaryIndex(file -> {
            var index = new TemporaryIndex(git, file);
            index.update(files);
            return index.writeTree();
        });
    }

    private static Map<String, FileVersion> files(Git git, String prefix, String commit) {
        var files = new LinkedHashMap<String, FileVersion>();
        TreeEntries.list(git, commit).forEach((name, version) -> {
            if (!version.isGitlink()) {
                files.put(prefix + name, version);
            }
        });
        return files;
    }
}
