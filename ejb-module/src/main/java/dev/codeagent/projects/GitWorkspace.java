package dev.codeagent.projects;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import dev.codeagent.sandbox.CommitFiles;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A workspace with the files of one commit of the project's repository.
 *
 * @param repository the project's repository, which contains the commit
 * @param homeDirectory contains the checked-out files and the results of calls
 */
record GitWorkspace(
        RunId run,
        ProjectId project,
        Git repository,
        String baseCommit,
        boolean uncommittedIncluded,
        Path homeDirectory,
        Path cacheDirectory)
        implements Workspace {

    /**
     * Creates a repository with the commit checked out. It has no remote and no hooks and shares nothing with the
     * user's repository. An incomplete one is created again.
     */
    @Override
    public Path directory() {
        Path tree = homeDirectory.resolve("tree");
        Path complete = homeDirectory.resolve("tree.complete");
        if (Files.exists(complete)) {
            return tree;
        }
        try {
            SecureTreeDeleter.delete(tree);
            Files.createDirectories(tree);
            Git clone = new Git(tree.resolve(".git"), tree);
            clone.run("init", "--quiet", "--template=");
            clone.run("config", "core.autocrlf", "false");
            clone.run("config", "user.name", WorkspaceStore.AUTHOR);
            clone.run("config", "user.email", WorkspaceStore.EMAIL);
            clone.run("fetch", "--quiet", "--no-tags", repository.gitDir().toString(), baseRef() + ":refs/heads/base");
            clone.run("checkout", "--quiet", "--force", "-B", "work", baseCommit);
            Files.createFile(complete);
            return tree;
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    private String baseRef() {
        return WorkspaceStore.baseRef(run);
    }

    @Override
    public InputStream openBundle() {
        try {
            Path file = Files.createTempFile("codeagent", ".bundle");
            try {
                repository.run("bundle", "create", "--quiet", file.toString(), baseRef());
                return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (RuntimeException | IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    @Override
    public CommitFiles baseFiles() {
        return new GitCommitFiles(repository, baseCommit);
    }

    @Override
    public Path resultsDirectory() {
        return homeDirectory.resolve("results");
    }

    @Override
    public Path cacheChangesDirectory() {
        return homeDirectory.resolve("cache");
    }
}
