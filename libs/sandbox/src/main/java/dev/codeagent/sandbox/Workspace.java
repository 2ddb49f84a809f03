package dev.codeagent.sandbox;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.LeftOutPath;
import dev.codeagent.api.run.RunId;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** A run's own clone of the project, created on first use. */
public interface Workspace {
    /** The list is an argument of a process. */
    int MAX_LEFT_OUT = 200;

    RunId run();

    ProjectId project();

    /** The commit that is the base of the patch. */
    String baseCommit();

    /** The commit of the project's repository that the base was made from; another one if there are submodules. */
    String projectCommit();

    /** Directories of the project that are not part of the workspace, and why; what is written there is lost. */
    List<LeftOutPath> leftOut();

    /** The same as an executor expects it: reasons by path. */
    default JsonObject leftOutAsJson() {
        var reasons = Json.createObjectBuilder();
        leftOut().stream().limit(MAX_LEFT_OUT).forEach(left -> reasons.add(left.path(), left.reason()));
        return reasons.build();
    }

    /** The part of the project that is built and tested, relative to the workspace; empty for all of it. */
    String subdirectory();

    /** Whether the base contains uncommitted changes of the user. */
    boolean uncommittedIncluded();

    /** What of the project is not in the workspace as the user has it, and why; told before any model works. */
    default List<String> notices() {
        return List.of();
    }

    /**
     * The directory that agents change, for sandboxes that use directories of the host; checked out at the first call.
     */
    Path directory();

    /** A git bundle of the base with its history, for sandboxes that store the files themselves. */
    InputStream openBundle();

    /**
     * Files of the base, which agents cannot change: those of the nearest directory, from the part of the project that
     * is built up to the workspace, in which one of the named files exists; of the workspace if there is none.
     */
    CommitFiles baseFiles(List<String> names);

    /** The directory in which an executor on the host stores results of calls; outside of {@link #directory}. */
    Path resultsDirectory();

    /** The dependency cache of the project on the host (HOME of its commands); only preparations write to it. */
    Path cacheDirectory();

    /** What the commands of this run change in the cache; outside of {@link #directory}. */
    Path cacheChangesDirectory();
}
