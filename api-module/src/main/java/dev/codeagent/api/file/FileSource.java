package dev.codeagent.api.file;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.RunId;

/** Whose files a request means. */
public sealed interface FileSource {

    /** The working tree of a project, without what git ignores. */
    record OfProject(ProjectId project) implements FileSource {}

    /** The result of a finished run: what it started from, with its patch. */
    record OfRun(RunId run) implements FileSource {}
}
