package dev.codeagent.api.upload;

import dev.codeagent.api.project.Project;
import dev.codeagent.api.project.ProjectId;
import dev.codeagent.api.run.PatchSelection;
import dev.codeagent.api.run.RunId;
import dev.codeagent.api.security.Caller;
import java.util.List;

/**
 * Use cases for projects whose files a client sends: a git bundle with one commit that has all files of its working
 * tree, in pieces, and later only the difference to the last one.
 */
public interface UploadService {

    /**
     * Creates a project without files, or returns it if the client created it before.
     *
     * @param key the client's name for the folder: 16 to 64 letters and digits that it chose at random
     * @param name what people call the project
     * @param subdirectory the part of the repository that agents work in; empty for all of it
     */
    Project create(Caller caller, String key, String name, String subdirectory);

    /** What the server has. */
    UploadStatus status(Caller caller, ProjectId project);

    /**
     * Stores a piece of a bundle; a piece that is sent twice is stored once. The first piece of another transfer deletes
     * what was stored of an earlier one.
     *
     * @param transfer the SHA-256 of the whole bundle, in hexadecimal
     * @param offset where the piece begins: what the server has of this transfer, or before that
     * @throws dev.codeagent.api.error.AgentException CONFLICT if the server has fewer bytes; MESSAGE_TOO_LARGE if the
     *     project would exceed its quota
     */
    UploadStatus receive(Caller caller, ProjectId project, String transfer, long offset, byte[] piece);

    /**
     * Checks a complete bundle and makes its commit the files of the project. Runs that have started keep theirs. The last
     * transfer can be finished twice.
     *
     * @throws dev.codeagent.api.error.AgentException INVALID_VALUE if it is not such a bundle; CONFLICT if bytes are
     *     missing, or it continues another state than that of the server
     */
    UploadStatus finish(Caller caller, ProjectId project, String transfer);

    /**
     * Merges a run's patch with the files of the project, without changing them: the client has the files.
     *
     * @param parts the parts of the patch; empty for all that remain
     * @return the changes as a patch for {@code git apply}; empty if the files have them already
     * @throws dev.codeagent.api.error.AgentException CONFLICT as for an apply
     */
    byte[] merge(Caller caller, ProjectId project, RunId run, List<PatchSelection> parts);
}
