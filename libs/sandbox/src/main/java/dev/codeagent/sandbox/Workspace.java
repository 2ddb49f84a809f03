package dev.codeagent.sandbox;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import java.io.InputStream;
import java.nio.file.Path;

/** A run's own clone of the project, not made before somebody asks for its files. */
public final class Workspace {
    private final RunId run;
    private final ProjectId project;
    private final Path homeDirectory;
    private final Path cacheDirectory;
    private final Base base;
    private final Source source;

    /**
     * What a workspace begins with.
     *
     * @param commit the commit that the patch is against
     * @param uncommittedIncluded whether the user's tree had changes that are in it
     */
    public record Base(String commit, boolean uncommittedIncluded) {}

    /** Where its files come from. */
    public interface Source {
        void checkout(Path tree);

        InputStream openBundle();

        CommitFiles files();
    }

    public Workspace(RunId run, ProjectId project, Path homeDirectory, Path cacheDirectory, Base base, Source source) {
        this.run = run;
        this.project = project;
        this.homeDirectory = homeDirectory;
        this.cacheDirectory = cacheDirectory;
        this.base = base;
        this.source = source;
    }

    public RunId run() {
        return run;
    }

    public ProjectId project() {
        return project;
    }

    /** The commit that the patch is against. */
    public String baseCommit() {
        return base.commit();
    }

    /** Whether the user's tree had changes that are in the base. */
    public boolean uncommittedIncluded() {
        return base.uncommittedIncluded();
    }

    /** The files that the agents change, for sandboxes that work on this machine's own; checked out at the first call. */
    public Path directory() {
        Path tree = homeDirectory.resolve("tree");
        source.checkout(tree);
        return tree;
    }

    /** A git bundle that holds the base with its history, for sandboxes that keep the files themselves. */
    public InputStream openBundle() {
        return source.openBundle();
    }

    /** The files of the base, which agents cannot change. */
    public CommitFiles baseFiles() {
        return source.files();
    }

    /** Where an executor on this machine remembers calls; outside of {@link #directory}. */
    public Path resultsDirectory() {
        return homeDirectory.resolve("results");
    }

    /** The project's own cache of dependencies on this machine (HOME of its commands). */
    public Path cacheDirectory() {
        return cacheDirectory;
    }
}
