package dev.codeagent.projects;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunId;
import dev.codeagent.sandbox.CommitFiles;
import dev.codeagent.sandbox.ProgressListener;
import dev.codeagent.sandbox.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A workspace with the files of one commit of the project's repository.
 *
 * @param repository the project's repository, which contains the commit
 * @param configurationCommit the commit whose files configure the sandbox; no agent changed it
 * @param baseRef a ref of the repository that points to the commit
 * @param repositories the commits of the repositories of which it consists
 * @param homeDirectory contains the checked-out files and the results of calls
 * @param subdirectory the part of the project that is built and tested; empty for all of it
 * @param listener hears what takes long
 */
record GitWorkspace(
        RunId run,
        ProjectId project,
        Git repository,
        String baseRef,
        String baseCommit,
        String configurationCommit,
        WorkspaceRepositories repositories,
        boolean uncommittedIncluded,
        Path homeDirectory,
        Path cacheDirectory,
        String subdirectory,
        ProgressListener listener)
        implements Workspace {
    private static final int SHA256_LENGTH = 64;
    /** A file with a line for each notice. */
    private static final String NOTICES = "notices";

    private static final String CONFIG = "[core]\n\tautocrlf = false\n[user]\n\tname = " + WorkspaceStore.AUTHOR
            + "\n\temail = " + WorkspaceStore.EMAIL + "\n";

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
            new CheckoutSize(repository, baseCommit).requireSpace(homeDirectory);
            createClone(new Git(tree.resolve(".git"), tree));
            Files.createFile(complete);
            return tree;
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    private void createClone(Git clone) throws IOException {
        Path gitDir = clone.gitDir();
        var init = new ArrayList<>(List.of("init", "--quiet", "--template="));
        if (baseCommit.length() == SHA256_LENGTH) {
            init.add("--object-format=sha256");
        }
        clone.run(init);
        Files.writeString(gitDir.resolve("config"), CONFIG, StandardOpenOption.APPEND);
        Set<String> shallow = bundle().shallowCommits();
        if (!shallow.isEmpty()) {
            Files.write(gitDir.resolve("shallow"), shallow);
        }
        bundle().writePack(gitDir.resolve("objects/pack"));
        Files.writeString(gitDir.resolve("refs/heads/base"), baseCommit + "\n");
        if (repository.isPartial()) {
            new PartialCheckout(clone, baseCommit).create();
        } else {
            Git reporting = clone.reporting(listener, "creates the files of the workspace");
            reporting.run("checkout", reporting.progressOption(), "--force", "-B", "work", baseCommit);
        }
    }

    private WorkspaceBundle bundle() {
        return new WorkspaceBundle(repository.reporting(listener, "copies the project"), baseRef, baseCommit);
    }

    @Override
    public InputStream openBundle() {
        try {
            Path file = Files.createTempFile("codeagent", ".bundle");
            try {
                bundle().write(file);
                return Files.newInputStream(file, StandardOpenOption.DELETE_ON_CLOSE);
            } catch (RuntimeException | IOException e) {
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    static void writeNotices(Path homeDirectory, List<String> notices) {
        try {
            Files.write(homeDirectory.resolve(NOTICES), notices);
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    @Override
    public List<String> notices() {
        Path file = homeDirectory.resolve(NOTICES);
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw WorkspaceStore.workspaceFailure(e);
        }
    }

    @Override
    public String projectCommit() {
        return repositories.commit();
    }

    @Override
    public List<LeftOutPath> leftOut() {
        return repositories.leftOut();
    }

    @Override
    public CommitFiles baseFiles(List<String> names) {
        return GitCommitFiles.directoriesUpwards(subdirectory).stream()
                .map(directory -> new GitCommitFiles(repository, configurationCommit, directory))
                .filter(files -> names.stream().anyMatch(files::contains))
                .findFirst()
                .orElseGet(() -> new GitCommitFiles(repository, configurationCommit, ""));
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
