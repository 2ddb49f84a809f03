package dev.codeagent.projects;

import dev.codeagent.sandbox.CommitFiles;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files of one commit of the project's repository, for the workspace of a run. */
record WorkspaceSource(Git repository, String ref, String commit) implements Workspace.Source {

    /**
     * Creates a repository with the commit checked out. It has no remote and no hooks and shares nothing with the
     * user's repository. An incomplete one is created again.
     */
    @Override
    public void checkout(Path tree) {
        Path complete = tree.resolveSibling("tree.complete");
        if (Files.exists(complete)) {
            return;
        }
        try {
            SecureTreeDeleter.delete(tree);
            Files.createDirectories(tree);
            Git clone = new Git(tree.resolve(".git"), tree);
            clone.run("init", "--quiet", "--template=");
            clone.run("config", "core.autocrlf", "false");
            clone.run("config", "user.name", WorkspaceStore.AUTHOR);
            clone.run("config", "user.email", WorkspaceStore.EMAIL);
            clone.run("fetch", "--quiet", "--no-tags", repository.gitDir().toString(), ref + ":refs/heads/base");
            clone.run("checkout", "--quiet", "--force", "-B", "work", commit);
            Files.createFile(complete);
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    @Override
    public CommitFiles files() {
        return new GitCommitFiles(repository, commit);
    }

    @Override
    public InputStream openBundle() {
        try {
            Path file = Files.createTempFile("codeagent", ".bundle");
            try {
                repository.run("bundle", "create", "--quiet", file.toString(), ref);
                return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (RuntimeException | IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }
}
