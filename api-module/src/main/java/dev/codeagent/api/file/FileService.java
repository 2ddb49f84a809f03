package dev.codeagent.api.file;

import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.security.Caller;

/**
 * Use cases for files. Paths are relative to the root of the project and never lead out of it, into {@code .git} or
 * through a link; what git ignores does not exist here.
 */
public interface FileService {
    /** A content that is read at once. */
    int MAX_READ_BYTES = 8 << 20;

    int MAX_WRITE_BYTES = 1 << 20;

    /** @throws dev.codeagent.api.error.AgentException NOT_FOUND if there is no such directory */
    FilePage list(Caller caller, FileSource source, FileQuery query);

    /**
     * Reads a file.
     *
     * @throws dev.codeagent.api.error.AgentException NOT_FOUND; INVALID_VALUE if it is no file; MESSAGE_TOO_LARGE if the
     *     range is all of it and it is larger than {@link #MAX_READ_BYTES}
     */
    FileContent read(Caller caller, FileSource source, String path, ByteRange range);

    FileMatches search(Caller caller, FileSource source, FileSearch search);

    /**
     * Creates or replaces a file in the working tree of a project.
     *
     * @throws dev.codeagent.api.error.AgentException PRECONDITION_FAILED if the file is not what the condition says;
     *     INVALID_VALUE for a path that cannot be written
     */
    WrittenFile write(Caller caller, ProjectId project, String path, byte[] content, WriteCondition condition);
}
