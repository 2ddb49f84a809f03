package dev.codeagent.sandbox;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;
import java.io.InputStream;
import java.nio.file.Path;

/** A run's own clone of the project, created on first use. */
public final class Workspace {
    private final RunId run;
    private final ProjectId project;
    private final Path homeDirectory;
    private final Path cacheDirectory;
    private final Base base;
    private final Source source;

    /**
     * The initial state of a workspace.
     *
     * @param commit the base of the patch
     * @param uncommittedIncluded whether the base contains uncommitted changes of the user
     */
    public record Base(String commit, boolean uncommittedIncluded) {}

    /** The source of the files of a workspace. */
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

    /** The commit that is the base of the patch. */
    public String baseCommit() {
        return base.commit();
    }

    /** Whether the base contains uncommitted changes of the user. */
    public boolean uncommittedIncluded() {
        return base.uncommittedIncluded();
    }

    /**
     * The directory that agents change, for sandboxes that use directories of the host; checked out at the first call.
     */
    public Path directory() {
        Path tree = homeDirectory.resolve("tree");
        source.checkout(tree);
        return tree;
    }

    /** A git bundle of the base with its history, for sandboxes that store the files themselves. */
    public InputStream openBundle() {
        return source.openBundle();
    }

    /** The files of the base; agents cannot change them. */
    public CommitFiles baseFiles() {
        return source.files();
    }

    /** The directory in which an executor on the host stores results of calls; outside of {@link #directory}. */
    public Path resultsDirectory() {
        return homeDirectory.resolve("results");
    }

    /** The dependency cache of the project on the host (HOME of its commands). */
    public Path cacheDirectory() {
        return cacheDirectory;
    }
}
